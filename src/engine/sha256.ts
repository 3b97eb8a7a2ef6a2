import { sha256 as digest } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** SHA-256 in small hexadecimal digits, of bytes or of a text in UTF-8: at once, and the same wherever JavaScript runs. */
export const sha256 = (content: string | Uint8Array): string =>
  bytesToHex(digest(typeof content === "string" ? utf8ToBytes(content) : content));
