import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { streamSSE } from "hono/streaming";
import { StoreError } from "#experiment";
import { paths } from "../api/paths.ts";
import type { Overview } from "../api/shapes.ts";
import { answerAsset } from "./answerAsset.ts";
import type { Asset } from "./assets.ts";
import { addChanges } from "./changeRoutes.ts";
import { type GuardOptions, guard, hasToken, reportPolicy } from "./guard.ts";
import { type Reader, ReaderError } from "./reader.ts";
import { idOf, isId, wholeNumber } from "./requests.ts";
import { addSite } from "./siteRoutes.ts";
import type { Steering } from "./steering.ts";
import type { Streams } from "./streams.ts";
import type { AnswerFile } from "./views/figuresView.ts";

export interface AppOptions {
  readonly guard: GuardOptions;
  readonly assets: ReadonlyMap<string, Asset>;
  /** The folder of the built site, with the playground. */
  readonly site: string;
  readonly reader: Reader;
  readonly streams: Streams;
  readonly steering: Steering;
  readonly overview: Omit<Overview, "maySteer">;
}

const MOST_BYTES = 64 * 1024;
/** Milliseconds without a word after which a stream says that it is alive. */
const PATIENCE = 15_000;

/** The server of the dashboard: its page, what it asks for, what it may change. */
export function makeApp(options: AppOptions): Hono {
  const { reader, streams, assets, overview } = options;
  const app = new Hono();
  app.use(guard(options.guard));
  app.use(
    bodyLimit({
      maxSize: MOST_BYTES,
      onError: (c) => c.json({ error: `body: it is larger than ${MOST_BYTES / 1024} kB; send less` }, 413),
    }),
  );
  app.onError((error, c) => refusal(error, c));
  app.notFound((c) => c.json({ error: "there is nothing at this address; / is the page" }, 404));

  app.get(paths.overview, (c) => c.json({ ...overview, maySteer: !overview.isReadOnly && hasToken(c, options.guard) } satisfies Overview));
  app.get(paths.experiments, async (c) => answer(c, await reader.ask("experiments", {})));
  app.get(paths.now, async (c) => answer(c, await reader.ask("now", {})));
  app.get("/api/progress", async (c) => answer(c, await reader.ask("progress", { ids: idsOf(c) })));
  app.get("/api/experiments/:id", async (c) => answer(c, await reader.ask("experiment", askedOf(c))));
  app.get("/api/experiments/:id/curves", async (c) => {
    const indices = (c.req.query("of") ?? "")
      .split(",")
      .filter(Boolean)
      .map((text) => wholeNumber("of", text));
    return answer(c, await reader.ask("curves", { id: idOf(c), indices }));
  });
  app.get("/api/experiments/:id/figures", async (c) =>
    answer(c, await reader.ask("figures", { ...askedOf(c), width: wholeNumber("width", c.req.query("width") ?? "760") })),
  );
  app.get("/api/experiments/:id/figure/:file", async (c) => {
    const [, figure, format] = /^([\w-]{1,80})\.(svg|png|csv)$/.exec(c.req.param("file")) ?? [];
    if (!figure) throw new RangeError("figure: name one with the ending .svg, .png or .csv");
    return download(c, await reader.ask("figureFile", { ...askedOf(c), figure, format: format as "svg" | "png" | "csv" }));
  });
  app.get("/api/experiments/:id/table/:format", async (c) => {
    const format = c.req.param("format");
    if (format !== "csv" && format !== "md" && format !== "tex") throw new RangeError("table: it is csv, md or tex");
    return download(c, await reader.ask("tableFile", { ...askedOf(c), format }));
  });
  app.get("/api/experiments/:id/report", async (c) => {
    const file = await reader.ask("report", askedOf(c));
    if (c.req.query("download") !== undefined) return download(c, file);
    c.header("Content-Security-Policy", reportPolicy);
    return c.html(String(file.content));
  });
  app.get("/api/runs/:id", async (c) => {
    const experiment = c.req.query("experiment");
    if (experiment !== undefined && !isId(experiment)) throw new RangeError("experiment: it is no id");
    return answer(c, await reader.ask("run", { id: idOf(c), experiment }));
  });
  app.get("/api/runs/:id/net", async (c) => answer(c, await reader.ask("net", { id: idOf(c) })));
  app.get("/api/runs/:id/confused", async (c) => {
    const [label, predicted] = ["label", "predicted"].map((name) => wholeNumber(name, c.req.query(name) ?? "")) as [number, number];
    return answer(c, await reader.ask("confused", { id: idOf(c), label, predicted }));
  });
  app.get("/api/runs/:id/example", async (c) =>
    answer(
      c,
      await reader.ask("example", {
        id: idOf(c),
        index: wholeNumber("index", c.req.query("index") ?? "0"),
        mask: c.req.query("mask") === undefined ? undefined : wholeNumber("mask", c.req.query("mask") ?? ""),
      }),
    ),
  );

  app.get(paths.events, (c) => {
    const pending = streams.join();
    if (!pending) return c.json({ error: "too many pages listen at once; close some" }, 503);
    c.header("X-Accel-Buffering", "no");
    return streamSSE(c, async (stream) => {
      stream.onAbort(() => pending.close());
      try {
        await stream.writeSSE({ event: "hello", data: JSON.stringify({ server: overview.server }) });
        while (!stream.aborted && !stream.closed) {
          const { changed, trouble } = (await pending.next(PATIENCE)) ?? {};
          if (stream.aborted) break;
          if (trouble !== undefined) await stream.writeSSE({ event: "trouble", data: JSON.stringify(trouble) });
          if (changed) await stream.writeSSE({ event: "changed", data: JSON.stringify(changed) });
          if (trouble === undefined && !changed) await stream.writeSSE({ event: "alive", data: "" });
        }
      } finally {
        streams.leave(pending);
      }
    });
  });

  addChanges(app, options.steering);
  addSite(app, options.site);

  app.get("*", (c) => {
    const asset = assets.get(c.req.path) ?? (isPage(c.req.path) ? assets.get("/index.html") : undefined);
    if (!asset) return c.json({ error: "there is nothing at this address; / is the page" }, 404);
    return answerAsset(c, asset);
  });
  return app;
}

/** Addresses of views: the page itself finds out which. */
const isPage = (path: string): boolean => /^\/(experiment|run)\/[0-9a-f]{4,64}$|^\/(now)?$/.test(path);

function answer(c: Context, value: unknown): Response {
  c.header("Cache-Control", "no-store");
  return c.json(value as object);
}

function download(c: Context, { name, type, content }: AnswerFile): Response {
  c.header("Content-Type", type);
  c.header("Content-Disposition", `attachment; filename="${name.replace(/[^\w.-]/g, "_")}"`);
  c.header("Cache-Control", "no-store");
  return c.body(typeof content === "string" ? content : new Uint8Array(content));
}

const MOST_IDS = 24;

function idsOf(c: Context): string[] {
  const ids = (c.req.query("ids") ?? "").split(",").filter(Boolean);
  if (ids.length > MOST_IDS || !ids.every(isId)) throw new RangeError(`ids: give at most ${MOST_IDS}, between commas`);
  return ids;
}

function askedOf(c: Context): { readonly id: string; readonly baseline?: number } {
  const baseline = c.req.query("baseline");
  return { id: idOf(c), ...(baseline !== undefined && { baseline: wholeNumber("baseline", baseline) }) };
}

const statuses = { "not there": 404, bad: 400, store: 503, fault: 500 } as const;

/** One sentence, and never a stack trace. */
function refusal(error: Error, c: Context): Response {
  const status =
    error instanceof ReaderError ? statuses[error.kind] : error instanceof RangeError ? 400 : error instanceof StoreError ? 503 : 500;
  return c.json({ error: error.message }, status);
}
