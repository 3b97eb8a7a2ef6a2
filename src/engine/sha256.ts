import { sha256 as digest } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** SHA-256 in small hexadecimal digits, of texts in UTF-8 and bytes one after the other: at once, and the same wherever JavaScript runs. */
export function sha256(...contents: readonly (string | Uint8Array)[]): string {
  const hash = digest.create();
  for (const content of contents) hash.update(typeof content === "string" ? utf8ToBytes(content) : content);
  return bytesToHex(hash.digest());
}
