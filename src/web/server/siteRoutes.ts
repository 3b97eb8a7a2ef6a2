import type { Hono } from "hono";
import { localPage, pagePolicy } from "../site/frame.ts";
import { answerAsset } from "./answerAsset.ts";
import { type Asset, assetsIn, packed } from "./assets.ts";
import { PackagedDigits, partOf } from "./packagedDigits.ts";

const PLACE = "/playground";
/** A worker obeys the policy in its own answer's header, and compiles WebAssembly. */
const workerPolicy = inNoFrame(pagePolicy({ computes: true }));

/** The site, with the playground, as a part of the dashboard's server. It is read when it is first asked for. */
export function addSite(app: Hono, folder: string): void {
  let site: ReadonlyMap<string, Asset> | undefined;
  let digits: PackagedDigits | undefined;
  app.get(PLACE, (c) => c.redirect(`${PLACE}/`, 302));
  app.get(`${PLACE}/*`, (c) => {
    site ??= siteIn(folder);
    if (!site) return c.text("The playground is not built; type npm run build:site, and load this page again.\n", 404);
    const path = c.req.path.slice(PLACE.length).replace(/\/$/, "/index.html");
    const asset = site.get(path);
    if (asset) return answerAsset(c, asset);
    const [, name = ""] = /^\/mnist\/([^/]+)$/.exec(path) ?? [];
    const part = partOf(name);
    if (!part) return c.text("There is nothing at this address; /playground/ is the playground.\n", 404);
    // a package has no copy of the digits: they are made of those that it depends on
    digits ??= new PackagedDigits();
    c.header("Content-Type", "application/octet-stream");
    c.header("Cache-Control", "public, max-age=31536000, immutable");
    return c.body(streamOf(digits.file(part)));
  });
}

function siteIn(folder: string): ReadonlyMap<string, Asset> | undefined {
  const found = assetsIn(folder);
  if (!found) return undefined;
  for (const [address, asset] of found)
    found.set(address, asset.type.startsWith("text/html") ? asPage(asset) : { ...asset, policy: workerPolicy });
  return found;
}

/** What a page says of itself is said in the header, too: the dashboard's policy is another. */
function asPage(asset: Asset): Asset {
  const html = localPage(Buffer.from(asset.bytes).toString());
  const [, policy = ""] = /<meta http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];
  const bytes = new Uint8Array(Buffer.from(html));
  return { ...asset, bytes, compressed: packed(bytes), policy: inNoFrame(policy) };
}

function inNoFrame(policy: string): string {
  return `${policy}; frame-ancestors 'none'`;
}

/** One piece after the other as they are taken, so that other requests are answered between. */
function streamOf(pieces: Generator<Uint8Array<ArrayBuffer>>): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    async pull(controller) {
      await new Promise((resolve) => setImmediate(resolve));
      const { done, value } = pieces.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
}
