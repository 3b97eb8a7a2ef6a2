import { StoreError } from "#experiment";

/** The text of bytes that come piece by piece: UTF-8, or UTF-16 as some shells write it. `name` stands in the messages. Throws StoreError. */
export async function* textPieces(bytes: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  let first: Uint8Array = new Uint8Array();
  const decoded = (piece?: Uint8Array): string => {
    if (!decoder) {
      first = piece ? Buffer.concat([first, piece]) : first;
      if (piece && first.length < 4) return "";
      decoder = new TextDecoder(encodingOf(first), { fatal: true });
      return decoder.decode(first, { stream: piece !== undefined });
    }
    return decoder.decode(piece, { stream: piece !== undefined });
  };
  const refuse = (): never => {
    const is = decoder?.encoding === "utf-8" ? "it is not UTF-8" : "it begins as UTF-16 and is not";
    throw new StoreError(`${name}: ${is}; export it again, or save it as UTF-8`);
  };
  const checked = (piece?: Uint8Array): string => {
    let text: string;
    try {
      text = decoded(piece);
    } catch {
      if (piece?.includes(0)) throw noText(name);
      return refuse();
    }
    if (text.includes("\0")) throw noText(name);
    return text;
  };
  for await (const piece of bytes) yield checked(piece);
  yield checked();
}

const noText = (name: string) =>
  new StoreError(
    `${name}: it holds bytes of 0, so it is no text; name a file that droplab export --json wrote, or take the experiments of a store with droplab copy --from`,
  );

/** A JSON text begins with a sign of ASCII: in UTF-16 a byte of 0 stands beside it. */
function encodingOf([a, b]: Uint8Array): string {
  if ((a === 0xff && b === 0xfe) || (a !== 0 && b === 0)) return "utf-16le";
  return (a === 0xfe && b === 0xff) || (a === 0 && b !== 0) ? "utf-16be" : "utf-8";
}
