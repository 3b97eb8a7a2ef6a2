import { readdirSync, readFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

/** A file of a page. */
export interface Asset {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Undefined where compressing it again would not help. */
  readonly compressed?: Uint8Array<ArrayBuffer>;
  readonly type: string;
  /** Whether its name tells its contents, so that it never changes. */
  readonly isNamedByContents: boolean;
  /** What the page may do, or the worker, where it is not what the dashboard may. */
  readonly policy?: string;
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".png": "image/png",
};
const areCompressed = new Set([".png", ".bin"]);

export const packed = (bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  new Uint8Array(brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }));

/** The files of a folder by their address in it, all in memory: no request becomes a path. Undefined where it has no index.html. */
export function assetsIn(folder: string): Map<string, Asset> | undefined {
  try {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const assets = files.map((entry): [string, Asset] => {
      const file = join(entry.parentPath, entry.name);
      const bytes = new Uint8Array(readFileSync(file));
      const address = `/${relative(folder, file).split(sep).join("/")}`;
      const type = types[extname(file)] ?? "application/octet-stream";
      const isNamedByContents = /^\/(assets|mnist)\//.test(address);
      return [address, { bytes, type, isNamedByContents, ...(!areCompressed.has(extname(file)) && { compressed: packed(bytes) }) }];
    });
    const all = new Map(assets);
    return all.has("/index.html") ? all : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** The files of the dashboard. Throws a sentence where they were not built. */
export function loadAssets(folder: string): ReadonlyMap<string, Asset> {
  const all = assetsIn(folder);
  if (!all) throw new Error("the page of droplab ui is not built; type npm run build:dashboard");
  return all;
}
