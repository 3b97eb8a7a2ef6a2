import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";

/** Nothing but the page's own files; WebAssembly may be compiled, which is what 'wasm-unsafe-eval' says. */
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const types: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };

/** The files of a folder for a browser, under a strict policy; `others` are bytes beside them, by path. */
export async function serveFolder(
  folder: string,
  others: Readonly<Record<string, Uint8Array>> = {},
): Promise<{ readonly address: string; close(): void }> {
  const server = createServer((request, response) => {
    const path = request.url === "/" ? "/index.html" : (request.url ?? "");
    response.setHeader("Content-Security-Policy", POLICY);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Content-Type", types[extname(path)] ?? "application/octet-stream");
    response.end(others[path] ?? readFileSync(join(folder, path)));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}
