import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";

const site = fileURLToPath(new URL("../build/site", import.meta.url));
const types: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".png": "image/png",
};
const PATH = "/droplab/";

/** The built site as any web server has it, under a path; its pages bring their own policy. */
export async function serveSite(): Promise<{ readonly address: string; close(): void }> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "", "http://localhost").pathname;
    try {
      if (!path.startsWith(PATH)) throw new Error(path);
      const bytes = readFileSync(join(site, path.slice(PATH.length) || "index.html"));
      response.setHeader("X-Content-Type-Options", "nosniff");
      response.setHeader("Content-Type", types[extname(path) || ".html"] ?? "application/octet-stream");
      response.end(bytes);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}${PATH}`, close: () => server.close() };
}
