import { BlockReader } from "../digits/digitBlocks.ts";
import { type DigitPart, type ImagePart, imageCounts } from "../digits/digitParts.ts";

/** Where a file of digits is; `root` is the address of the site's folder, as a page knows it and a worker is told: `document.baseURI`. */
const addressOf = (part: DigitPart, root: string): string => new URL(`mnist/${DIGIT_FILES[part]}`, root).href;

async function streamOf(part: DigitPart, root: string, signal?: AbortSignal): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const response = await fetch(addressOf(part, root), signal ? { signal } : {}).catch((error: Error) => {
    throw new Error(`digits: ${part} did not arrive (${error.message})`);
  });
  if (!response.ok || !response.body)
    throw new Error(
      `digits: the server has no ${part} (${response.status}); load the page again, and if that does not help, build the site anew`,
    );
  return response.body;
}

/** The labels of all images, in the order of their files. Throws a sentence where they do not arrive. */
export async function fetchLabels(root: string, signal?: AbortSignal): Promise<{ readonly [part in ImagePart]: Uint8Array }> {
  const stream = (await streamOf("labels", root, signal)).pipeThrough(new DecompressionStream("gzip"));
  const whole = await new Response(stream).arrayBuffer().catch(() => {
    throw new Error("digits: what arrived as labels is something else; look whether the network asks to log in");
  });
  const all = new Uint8Array(whole);
  const { train, test, heldOut } = imageCounts;
  if (all.length !== train + test + heldOut) throw new Error(`digits: ${all.length} labels arrived of ${train + test + heldOut}`);
  return { train: all.subarray(0, train), test: all.subarray(train, train + test), heldOut: all.subarray(train + test) };
}

/**
 * The images of a file as they arrive, a hundred of 784 bytes at a time. Reading all takes seconds of a core: let a worker do it. Throws a
 * sentence where they do not arrive all.
 */
export async function* fetchImages(part: ImagePart, root: string, signal?: AbortSignal): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = (await streamOf(part, root, signal)).getReader();
  const blocks = new BlockReader();
  let count = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    for (const images of blocks.take(value)) {
      count += images.length / 784;
      yield images;
    }
  }
  if (count !== imageCounts[part])
    throw new Error(`digits: ${count} of ${imageCounts[part]} images of ${part} arrived before the connection ended`);
}
