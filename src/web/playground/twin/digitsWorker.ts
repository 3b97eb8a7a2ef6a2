/** Fetches and decodes the images, so that neither the page nor its twins wait for that. */
import { fetchImages, fetchLabels } from "../../site/page/fetchDigits.ts";
import type { DigitNews, DigitWish } from "./digitNews.ts";

/** Images go on in pieces of about so many bytes, but the first at once. */
const PIECE = 784 * 1000;

const say = (news: DigitNews, transfer: Transferable[] = []) => postMessage(news, { transfer });

async function give({ part, root }: DigitWish): Promise<void> {
  if (part === "labels") {
    const labels = await fetchLabels(root);
    say({ part, labels });
    return;
  }
  let waiting: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  let isFirst = true;
  const send = (isLast: boolean) => {
    const bytes = new Uint8Array(size);
    waiting.reduce((at, one) => {
      bytes.set(one, at);
      return at + one.length;
    }, 0);
    [waiting, size, isFirst] = [[], 0, false];
    say({ part, bytes, isLast }, [bytes.buffer]);
  };
  for await (const images of fetchImages(part, root)) {
    waiting.push(images);
    size += images.length;
    if (isFirst || size >= PIECE) send(false);
    await new Promise((resolve) => setTimeout(resolve)); // the other file, too
  }
  send(true);
}

addEventListener("message", ({ data }: MessageEvent<DigitWish>) => {
  give(data).catch((error: Error) => say({ part: data.part, error: error.message }));
});
