import type { DigitNews, DigitWish } from "../twin/digitNews.ts";
import { FEATURES, HELD_OUT, type Part } from "../twin/digits.ts";
import type { DigitFiles } from "./digitFiles.ts";

/** The images that lie beside the page, fetched by a worker of their own. */
export class SiteDigits implements DigitFiles {
  readonly #worker: Worker;
  readonly #root: string;
  readonly #labels: Promise<{ readonly [part in Part | "heldOut"]: Uint8Array }>;
  #heldOut: Promise<Uint8Array> | undefined;

  /** `root` is the address of the site's folder. */
  constructor(worker: Worker, root: string) {
    this.#worker = worker;
    this.#root = root;
    this.#labels = new Promise((resolve, reject) => this.#ask("labels", (news) => "labels" in news && resolve(news.labels), reject));
  }

  labels(): Promise<{ readonly [part in Part]: Uint8Array }> {
    return this.#labels;
  }

  images(part: Part, take: (bytes: Uint8Array<ArrayBuffer>) => void): Promise<void> {
    return this.#stream(part, take);
  }

  async heldOut(): Promise<{ readonly images: Uint8Array; readonly labels: Uint8Array }> {
    this.#heldOut ??= this.#allOf();
    this.#heldOut.catch(() => {
      this.#heldOut = undefined;
    });
    return { images: await this.#heldOut, labels: (await this.#labels).heldOut };
  }

  async #allOf(): Promise<Uint8Array> {
    const images = new Uint8Array(FEATURES * HELD_OUT);
    let at = 0;
    await this.#stream("heldOut", (bytes) => {
      images.set(bytes, at);
      at += bytes.length;
    });
    return images;
  }

  #stream(part: Part | "heldOut", take: (bytes: Uint8Array<ArrayBuffer>) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#ask(
        part,
        (news) => {
          if (!("bytes" in news)) return;
          if (news.bytes.length) take(news.bytes);
          if (news.isLast) resolve();
        },
        reject,
      );
    });
  }

  #ask(part: DigitWish["part"], hear: (news: DigitNews) => void, fail: (error: Error) => void): void {
    const listen = ({ data }: MessageEvent<DigitNews>) => {
      if (data.part !== part) return;
      if ("error" in data) fail(new Error(data.error));
      else hear(data);
      if ("error" in data || "labels" in data || data.isLast) this.#worker.removeEventListener("message", listen);
    };
    this.#worker.addEventListener("message", listen);
    this.#worker.postMessage({ part, root: this.#root } satisfies DigitWish);
  }
}
