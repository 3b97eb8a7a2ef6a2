import { bytesOfNet, netInBytes, versionOf } from "./netBytes.ts";
import { netAsJson, netInJson } from "./netJson.ts";
import type { SavedNet } from "./savedNet.ts";

/** What a file holds that keeps a net: JSON where its name ends so, see netAsJson; else what bytesOfNet says. */
export const fileOfNet = (net: SavedNet, file: string): readonly (string | Uint8Array)[] =>
  /\.json$/i.test(file) ? [netAsJson(net)] : bytesOfNet(net);

/** So many bytes tell whether a file keeps a net. */
export const BEGINNING = 64;

/** Whether a file that begins so keeps a net, of whatever version: another net may take its place. */
export const isNetBegun = (bytes: Uint8Array): boolean =>
  versionOf(bytes) !== undefined || /^\s*\{\s*"format":\s*"droplab net/.test(String.fromCharCode(...bytes.subarray(0, BEGINNING)));

/** The net in the bytes of a file, in either format; `file` names it in messages. Throws a sentence where it is none, or damaged. */
export function readNet(bytes: Uint8Array, file: string): SavedNet {
  const version = versionOf(bytes);
  if (version !== undefined) return netInBytes(bytes, file, version);
  if (/^\s*[{[]/.test(String.fromCharCode(...bytes.subarray(0, BEGINNING)))) return netInJson(new TextDecoder("utf-8").decode(bytes), file);
  throw new Error(`${file}: that is no saved net; learner.save(file) and droplab save write one`);
}
