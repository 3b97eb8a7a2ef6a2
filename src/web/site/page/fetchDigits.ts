import { BlockReader } from "../digits/digitBlocks.ts";
import { type DigitPart, type ImagePart, imageCounts } from "../digits/digitParts.ts";

/** Where a file of digits is; `root` is the address of the site's folder, as a page knows it and a worker is told: `document.baseURI`. */
const addressOf = (part: DigitPart, root: string): string => new URL(`mnist/${DIGIT_FILES[part]}`, root).href;

/** So long nothing may come before a connection counts as dead, in milliseconds. */
const SILENCE = 20_000;
/** What arrived damaged: the next time it is not taken from what the browser keeps. */
const damaged = new Set<DigitPart>();

async function* bytesOf(part: DigitPart, root: string): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const ending = new AbortController();
  const soon = <T>(work: Promise<T>): Promise<T> => {
    const timer = setTimeout(() => ending.abort(new Error(`nothing came for ${SILENCE / 1000} seconds`)), SILENCE);
    return work
      .catch((error: Error) => {
        throw new Error(`digits: ${part} did not arrive (${ending.signal.reason?.message ?? error.message})`);
      })
      .finally(() => clearTimeout(timer));
  };
  const how = { signal: ending.signal, cache: damaged.has(part) ? "reload" : "default" } as const;
  const response = await soon(fetch(addressOf(part, root), how));
  if (!response.ok || !response.body)
    throw new Error(
      `digits: the server has no ${part} (${response.status}); load the page again, and if that does not help, build the site anew`,
    );
  const reader = response.body.getReader();
  try {
    for (let read = await soon(reader.read()); !read.done; read = await soon(reader.read())) yield read.value;
  } finally {
    ending.abort();
  }
}

/** A sentence for what arrived and is not what was sent; the next time it comes from the server itself. */
function notWhole(part: DigitPart, why: string): Error {
  damaged.add(part);
  return new Error(`digits: what arrived as ${part} is something else (${why}); look whether the network asks to log in`);
}

/** The labels of all images, in the order of their files. Throws a sentence where they do not arrive. */
export async function fetchLabels(root: string): Promise<{ readonly [part in ImagePart]: Uint8Array }> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for await (const piece of bytesOf("labels", root)) pieces.push(piece);
  const stream = new Blob(pieces).stream().pipeThrough(new DecompressionStream("gzip"));
  const whole = await new Response(stream).arrayBuffer().catch((error: Error) => {
    throw notWhole("labels", error.message);
  });
  const all = new Uint8Array(whole);
  const { train, test, heldOut } = imageCounts;
  if (all.length !== train + test + heldOut) throw notWhole("labels", `${all.length} labels of ${train + test + heldOut}`);
  return { train: all.subarray(0, train), test: all.subarray(train, train + test), heldOut: all.subarray(train + test) };
}

/**
 * The images of a file as they arrive, a hundred of 784 bytes at a time, each as MNIST has it. Reading all takes seconds of a core: let a
 * worker do it. Throws a sentence where they do not arrive all, or damaged.
 */
export async function* fetchImages(part: ImagePart, root: string): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const blocks = new BlockReader();
  let count = 0;
  for await (const piece of bytesOf(part, root)) {
    const whole = blocks.take(piece);
    for (;;) {
      const next = given(() => whole.next(), part);
      if (next.done) break;
      count += next.value.length / 784;
      yield next.value;
    }
  }
  if (count !== imageCounts[part])
    throw new Error(`digits: ${count} of ${imageCounts[part]} images of ${part} arrived before the connection ended`);
}

function given<T>(read: () => T, part: ImagePart): T {
  try {
    return read();
  } catch (error) {
    throw notWhole(part, (error as Error).message);
  }
}
