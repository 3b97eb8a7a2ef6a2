import { z } from "zod";
import { plainCopy, shown, suggestion } from "#engine";

/** Thrown for a value that does not fit a schema; the message is one sentence for the user. */
export class SchemaError extends Error {
  override readonly name = "SchemaError";
}

/** A number that fits; `error` says in words which do. */
export const numberThat = (allows: (value: number) => boolean, error: string) => z.number({ error }).refine(allows, { error });

export const wholeNumber = (least: number, most: number) =>
  numberThat((value) => Number.isInteger(value) && value >= least && value <= most, `a whole number from ${least} to ${most}`);

/** The value, checked; `what` names it in messages: `model.layers[2].filters: -3 is not a whole number from 1 to 65536`. */
export function parseWith<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const own = ownCopy(value, what);
  const result = schema.safeParse(own);
  if (result.success) return result.data;
  throw new SchemaError(sentence(innermost(result.error.issues), own, what, schema));
}

function ownCopy<T>(value: T, what: string): T {
  try {
    return plainCopy(value, what);
  } catch (error) {
    throw new SchemaError((error as Error).message, { cause: error });
  }
}

/** The issue that says most: of a value that may be one thing or another, that of the one which it was nearly. */
function innermost(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue {
  // a field that is misspelled says more than the one that is missing for it
  const issue = issues.find(({ code }) => code === "unrecognized_keys") ?? (issues[0] as z.core.$ZodIssue);
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return issue;
  const inner = issue.errors.map(innermost);
  const isOfOther = ({ code, path }: z.core.$ZodIssue) => code === "invalid_type" && path.length === 0;
  const [nearest] = inner.filter((one) => !isOfOther(one)).sort((a, b) => b.path.length - a.path.length);
  if (nearest) return { ...nearest, path: [...issue.path, ...nearest.path] };
  const types = inner.flatMap((one) =>
    one.code === "invalid_type" ? [`${/^[aeiou]/.test(one.expected) ? "an" : "a"} ${one.expected}`] : [],
  );
  return { ...issue, message: types.join(" or ") || issue.message };
}

function sentence(issue: z.core.$ZodIssue, root: unknown, what: string, schema: z.ZodType): string {
  const found = issue.path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown>)?.[key], root);
  const path = what + issue.path.map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`)).join("");
  const where = path.replace(/^\./, "") || "the value";
  if (issue.code === "unrecognized_keys") {
    const [key = ""] = issue.keys;
    return `${where}: there is no field ${JSON.stringify(key)}${suggestion(key, fieldsOf(schema))}`;
  }
  const [expected, choices] = expectation(issue);
  if (found === undefined) return `${where} is missing: it must be ${expected}`;
  return `${where}: ${shown(found)} is not ${expected}${typeof found === "string" ? suggestion(found, choices) : ""}`;
}

/** What was expected, in words, and the words to choose from where there are some. */
function expectation(issue: z.core.$ZodIssue): [string, string[]] {
  const choices = issue.code === "invalid_value" ? issue.values : "options" in issue ? (issue.options as string[]) : [];
  if (choices.length) return [`one of ${choices.join(", ")}`, choices.map(String)];
  if (issue.code === "invalid_type" && issue.message.startsWith("Invalid input"))
    return [`${/^[aeiou]/.test(issue.expected) ? "an" : "a"} ${issue.expected}`, []];
  return [issue.message, []];
}

/** The names of all fields anywhere in a schema. */
function fieldsOf(schema: z.ZodType): string[] {
  const names = new Set<string>();
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    const { properties } = node as { properties?: object };
    for (const name of Object.keys(properties ?? {})) names.add(name);
    for (const child of Object.values(node)) visit(child);
  };
  visit(z.toJSONSchema(schema, { io: "input" }));
  return [...names];
}
