import type { Context, Hono } from "hono";
import { z } from "zod";
import { checkWishes, isName, isTag, nameTexts, tagTexts } from "#experiment";
import { paths } from "../api/paths.ts";
import { idOf } from "./requests.ts";
import type { FormValues, Steering } from "./steering.ts";

const MOST_NOTE = 10_000;
const name = z
  .string()
  .max(300)
  .refine((text) => text === "" || isName(text), `it is not ${nameTexts}`);
const tag = z.string().refine(isTag, `it is not ${tagTexts}`);

const wishBody = z.strictObject({
  stopped: z.boolean().optional(),
  order: z.number().optional(),
  repetitions: z.number().optional(),
});
const labelBody = z.strictObject({
  name: name.optional(),
  note: z.string().max(MOST_NOTE).optional(),
  addTags: z.array(tag).max(50).optional(),
  removeTags: z.array(tag).max(50).optional(),
});
const formBody = z.strictObject({ fields: z.record(z.string().max(40), z.string().max(2000)) });

/** What the page may change; the guard has seen the token. */
export function addChanges(app: Hono, steering: Steering): void {
  app.post("/api/experiments/:id/wish", async (c) => {
    const wishes = await bodyOf(c, wishBody);
    checkWishes(wishes);
    return told(c, await steering.wish(idOf(c), definedOf(wishes)));
  });
  app.post("/api/experiments/:id/label", async (c) => {
    const { name: newName, note, ...tags } = await bodyOf(c, labelBody);
    // an empty text takes a label away
    const orNull = (text: string | undefined) => (text === undefined ? undefined : text.trim() === "" ? null : text);
    return told(c, await steering.label(idOf(c), { name: orNull(newName), note: orNull(note), ...tags }));
  });
  app.post("/api/experiments/:id/resume", async (c) => {
    await steering.resume(idOf(c));
    return c.json({ done: true });
  });
  app.post("/api/experiments/:id/measure", async (c) => {
    await steering.measure(idOf(c));
    return c.json({ done: true });
  });
  app.get(paths.fields, async (c) => c.json(await steering.fields()));
  app.post(paths.estimate, async (c) => c.json(await steering.estimate(await formOf(c))));
  app.post(paths.start, async (c) => c.json({ experiment: await steering.start(await formOf(c)) }));
}

const formOf = async (c: Context): Promise<FormValues> => (await bodyOf(c, formBody)).fields;

const told = (c: Context, done: boolean): Response =>
  done ? c.json({ done }) : c.json({ error: "there is no such experiment in this store; it may have been removed" }, 404);

const definedOf = <T extends object>(value: T) =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as { [key in keyof T]?: NonNullable<T[key]> };

/** The JSON of a request. Throws a RangeError that says what is wrong with it. */
async function bodyOf<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  if (!/^application\/json\b/.test(c.req.header("content-type") ?? "")) throw new RangeError("body: it must be application/json");
  let value: unknown;
  try {
    value = await c.req.json();
  } catch {
    throw new RangeError("body: it is not JSON");
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = String(issue?.path[0] ?? "body");
  throw new RangeError(
    `${field === "addTags" || field === "removeTags" ? "tag" : field}: ${issue?.message ?? "it is not what is asked for"}`,
  );
}
