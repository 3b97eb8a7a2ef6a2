/** So many bytes become one text at once: a multiple of 3, few enough to be the arguments of one call. */
const AT_ONCE = 3 * 4096;

/** Bytes as text. */
export function toBase64(bytes: Uint8Array): string {
  const texts: string[] = [];
  for (let from = 0; from < bytes.length; from += AT_ONCE) texts.push(btoa(String.fromCharCode(...bytes.subarray(from, from + AT_ONCE))));
  return texts.join("");
}

/** The bytes of a text. Throws where it is none of `toBase64`. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
