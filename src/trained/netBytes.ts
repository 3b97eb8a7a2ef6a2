import { z } from "zod";
import { sha256 } from "#engine";
import { parseWith, wholeNumber } from "#nn";
import { parseHeader, type SavedNet } from "./savedNet.ts";

const VERSION = 1;
const MAGIC = "droplab net ";
const DIGEST = 32;
const LINE_END = 10;
const listSchema = z.object({ tensors: z.array(z.object({ name: z.string(), length: wholeNumber(0, 2 ** 31 - 1) })) });

/**
 * A net in three parts: the line `droplab net 1`; a line of JSON with the header and, under `tensors`, the name and length of each
 * tensor; then their numbers one after the other as little-endian float64, and the SHA-256 of all before.
 */
export function bytesOfNet({ header, tensors }: SavedNet): Uint8Array[] {
  const list = [...tensors].map(([name, { length }]) => ({ name, length }));
  const text = new TextEncoder().encode(`${MAGIC}${VERSION}\n${JSON.stringify({ ...header, tensors: list })}\n`);
  const parts = [text, ...[...tensors.values()].map((values) => new Uint8Array(Float64Array.from(values).buffer))];
  return [...parts, bytesOf(sha256(...parts))];
}

/** The format of a file that begins so; undefined where it is none of a net. */
export function versionOf(bytes: Uint8Array): string | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, 64));
  return /^droplab net (\d{1,9})\n/.exec(start)?.[1];
}

/** The net in what `bytesOfNet` gave. Throws a sentence for another version, and for what is damaged. */
export function netInBytes(bytes: Uint8Array, file: string, version: string): SavedNet {
  if (Number(version) !== VERSION)
    throw new Error(
      `${file}: its format is ${version}, and this droplab reads ${VERSION}; read it with the droplab that wrote it, or a newer one`,
    );
  const damaged = (what: string) => new Error(`${file}: the saved net is damaged (${what}); save it again`);
  const content = bytes.subarray(0, Math.max(0, bytes.length - DIGEST));
  if (sha256(content) !== hexOf(bytes.subarray(content.length))) throw damaged("its checksum is another");
  const first = MAGIC.length + version.length + 1;
  const end = content.indexOf(LINE_END, first);
  try {
    const said: unknown = JSON.parse(new TextDecoder("utf-8").decode(content.subarray(first, end)));
    const { tensors: list } = parseWith(listSchema, said, "header");
    const tensors = new Map<string, Float64Array>();
    let at = end + 1;
    for (const { name, length } of list) {
      if (at + 8 * length > content.length) throw new RangeError(`${name} is cut short`);
      tensors.set(name, new Float64Array(Uint8Array.from(content.subarray(at, at + 8 * length)).buffer));
      at += 8 * length;
    }
    if (at !== content.length) throw new RangeError("it is too long");
    return { header: parseHeader(said), tensors };
  } catch (error) {
    throw damaged((error as Error).message);
  }
}

const bytesOf = (hex: string) => Uint8Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));
const hexOf = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
