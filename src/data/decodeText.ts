import { DataError } from "./dataError.ts";

export type Encoding = "UTF-8" | "UTF-16LE" | "UTF-16BE" | "windows-1252";

/** What is said of a text that is read as windows-1252 since it is nothing else. */
export const GUESSED_ENCODING = "its bytes are not UTF-8, and are read as windows-1252; if letters look wrong, save it as UTF-8";

export interface DecodedText {
  readonly text: string;
  readonly encoding: Encoding;
}

/** So many first bytes tell UTF-16 without its mark. */
const SAMPLE = 4096;
/** In UTF-16 digits, separators and Latin letters have a byte of 0 on one side, and hardly any on the other. */
const [MANY_ZEROS, FEW_ZEROS] = [0.2, 0.02];

/**
 * The text of a file, without its byte-order mark: UTF-8 if its bytes are that, UTF-16 if a mark or its zeros say so, else
 * windows-1252, in which every byte is one character, so that texts that differ stay different; so that they also look so, AD, a hyphen that
 * nobody sees there and a letter elsewhere, becomes `<AD>`. `name` stands in the messages. Throws DataError where a file is no text.
 */
export function decodeText(bytes: Uint8Array, name: string): DecodedText {
  const utf16 = utf16Of(bytes);
  const encoding = utf16 ?? (isUtf8(bytes) ? "UTF-8" : "windows-1252");
  let text: string;
  try {
    text = new TextDecoder(encoding, { fatal: utf16 !== undefined }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) throw new DataError(`${name}: it begins as ${encoding} and is not; save it as UTF-8`);
    throw new DataError(`${name}: its text is longer than 512 MiB; take a part of it`);
  }
  if (text.includes("\0")) throw new DataError(`${name}: it holds bytes of 0, so it is no text; save it as text in UTF-8`);
  if (encoding === "windows-1252") text = text.replaceAll("\u00ad", "<AD>");
  return { text: text.replace(marks, ""), encoding };
}

/** Byte-order marks that one decoding leaves: a second one, that of a file put behind another, or that of UTF-8 as windows-1252 has it. */
const marks = /^(?:\ufeff|ï»¿)+/gm;

function isUtf8(bytes: Uint8Array): boolean {
  const decoder = new TextDecoder("UTF-8", { fatal: true });
  const PIECE = 1 << 20;
  try {
    for (let from = 0; from < bytes.length; from += PIECE) decoder.decode(bytes.subarray(from, from + PIECE), { stream: true });
    decoder.decode();
    return true;
  } catch {
    return false;
  }
}

function utf16Of(bytes: Uint8Array): Encoding | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "UTF-16LE";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "UTF-16BE";
  const pairs = Math.min(SAMPLE, bytes.length) >> 1;
  if (pairs === 0 || bytes.length % 2 === 1) return undefined;
  const zeros = [0, 0];
  for (let i = 0; i < 2 * pairs; i++) if (bytes[i] === 0) (zeros[i & 1] as number)++;
  const [first = 0, second = 0] = zeros.map((count) => count / pairs);
  if (second >= MANY_ZEROS && first <= FEW_ZEROS) return "UTF-16LE";
  if (first >= MANY_ZEROS && second <= FEW_ZEROS) return "UTF-16BE";
  return undefined;
}
