import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";

/** Nothing but the page's own files; WebAssembly may be compiled, which is what 'wasm-unsafe-eval' says. */
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const types: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".wasm": "application/wasm",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".json": "application/json",
};

export interface ServedFolder {
  /** Without a slash at its end. */
  readonly address: string;
  /** What is not found in it. */
  readonly missing: readonly string[];
  /** Serves another folder from now on, as after a deploy. */
  replace(folder: string): void;
  close(): void;
}

/**
 * The files of a folder for a browser, under a strict policy; `others` are bytes beside them, by path. As any plain web server would: a
 * folder below `under`, with no `policy` of the server's.
 */
export async function serveFolder(
  folder: string,
  others: Readonly<Record<string, Uint8Array>> = {},
  { under = "", policy = POLICY }: { readonly under?: string; readonly policy?: string } = {},
): Promise<ServedFolder> {
  let served = folder;
  const missing: string[] = [];
  const server = createServer((request, response) => {
    const [asked = ""] = (request.url ?? "").split("?");
    const path = asked.startsWith(`${under}/`) ? asked.slice(under.length).replace(/\/$/, "/index.html") : undefined;
    if (policy) response.setHeader("Content-Security-Policy", policy);
    response.setHeader("X-Content-Type-Options", "nosniff");
    const file = path === undefined ? "" : join(served, path);
    const bytes = others[asked] ?? (file && existsSync(file) && statSync(file).isFile() ? readFileSync(file) : undefined);
    if (!bytes) {
      missing.push(asked);
      response.statusCode = 404;
      response.end();
      return;
    }
    response.setHeader("Content-Type", types[extname(path ?? asked)] ?? "application/octet-stream");
    response.end(bytes);
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    missing,
    replace(other) {
      served = other;
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
