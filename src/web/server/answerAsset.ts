import type { Context } from "hono";
import type { Asset } from "./assets.ts";

/** Answers with a file, compressed where that helps and is understood. */
export function answerAsset(c: Context, { bytes, compressed, type, isNamedByContents, policy }: Asset): Response {
  c.header("Content-Type", type);
  c.header("Cache-Control", isNamedByContents ? "public, max-age=31536000, immutable" : "no-cache");
  if (policy) c.header("Content-Security-Policy", policy);
  if (!compressed) return c.body(bytes);
  c.header("Vary", "Accept-Encoding");
  if (!/\bbr\b/.test(c.req.header("accept-encoding") ?? "")) return c.body(bytes);
  c.header("Content-Encoding", "br");
  return c.body(compressed);
}
