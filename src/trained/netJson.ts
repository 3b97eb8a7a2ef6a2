import { z } from "zod";
import { canonical, fromBase64, type Numbers, sha256, toBase64 } from "#engine";
import { parseWith, wholeNumber } from "#nn";
import { parseHeader, type SavedNet } from "./savedNet.ts";

const FORMAT = "droplab net json 1";
const arrays = { float32: Float32Array, float64: Float64Array };
const fileSchema = z.object({
  format: z.literal(FORMAT),
  net: z.unknown(),
  tensors: z.array(
    z.object({ name: z.string(), numbers: z.enum(["float32", "float64"]), length: wholeNumber(0, 2 ** 31 - 1), base64: z.string() }),
  ),
  sha256: z.string(),
});
type NetFile = z.infer<typeof fileSchema>;

/**
 * Whether a text is that of a net, or meant to be: no path and no address begins so. Blanks and a byte-order mark before it are no part
 * of it.
 */
export const isSavedText = (text: string): boolean => text.trimStart().startsWith("{");

/**
 * A net as JSON: under `net` what is said of it, under `tensors` its numbers as little-endian float32, or float64 where these lose
 * something, in base64: all digits are kept.
 */
export function netAsJson({ header, tensors }: SavedNet): string {
  const list = [...tensors].map(([name, values]) => {
    const numbers = values.every((value) => Math.fround(value) === value) ? "float32" : "float64";
    return { name, numbers, length: values.length, base64: toBase64(new Uint8Array(arrays[numbers].from(values).buffer)) } as const;
  });
  const file: NetFile = { format: FORMAT, net: header, tensors: list, sha256: digestOf(header, list) };
  return `${JSON.stringify(file, null, 1)}\n`;
}

/** The net in what `netAsJson` gave. Throws a sentence for what is none, and for what is damaged. */
export function netInJson(text: string, file: string): SavedNet {
  const value = parsed(text, file);
  const format: unknown = typeof value === "object" && value !== null && "format" in value ? value.format : undefined;
  if (typeof format !== "string" || !format.startsWith("droplab net"))
    throw new Error(`${file}: that is no saved net; learner.save(file) and droplab save write one`);
  if (format !== FORMAT)
    throw new Error(`${file}: its format is ${JSON.stringify(format)}, and this droplab reads "${FORMAT}"; read it with a newer one`);
  try {
    const { net, tensors, sha256: digest } = parseWith(fileSchema, value, "file");
    if (digest !== digestOf(net, tensors)) throw new RangeError("its checksum is another");
    const list = tensors.map(({ name, numbers, length, base64 }): [string, Numbers] => {
      const values = new arrays[numbers](fromBase64(base64).buffer);
      if (values.length !== length) throw new RangeError(`${name} has ${values.length} numbers, and ${length} are said`);
      return [name, values];
    });
    return { header: parseHeader(net), tensors: new Map(list) };
  } catch (error) {
    throw new Error(`${file}: the saved net is damaged (${(error as Error).message}); save it again`);
  }
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${file}: that is no saved net, and no JSON (${(error as Error).message}); droplab save writes one`);
  }
}

/** Of all that the file says, however its text is laid out. */
const digestOf = (net: unknown, tensors: NetFile["tensors"]): string =>
  sha256(canonical({ net: JSON.parse(JSON.stringify(net)), tensors }));
