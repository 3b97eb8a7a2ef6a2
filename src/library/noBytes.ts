import { shown, typedArrayName } from "#engine";

/** Throws a TypeError for what holds no bytes of a table, with how to get them from what was given. */
export function refuseNoBytes(name: string, given: unknown): void {
  const kind = typedArrayName(given);
  if (kind === "Uint8Array") return;
  const isFile = typeof given === "object" && given !== null && "arrayBuffer" in given;
  const how = isFile
    ? "a file is none: give new Uint8Array(await file.arrayBuffer())"
    : typeof given === "string"
      ? `${shown(given)} is none: of a text give new TextEncoder().encode(text), of a path or an address what is read there`
      : given instanceof ArrayBuffer
        ? "an ArrayBuffer is none: give new Uint8Array(buffer)"
        : `${shown(given)} is none`;
  throw new TypeError(`${name}: it takes the bytes of a table in a Uint8Array, and ${how}`);
}
