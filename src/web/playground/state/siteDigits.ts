import type { StartedWorker } from "../twin/calls.ts";
import type { DigitNews, DigitWish } from "../twin/digitNews.ts";
import { FEATURES, HELD_OUT, type Part } from "../twin/digits.ts";
import type { DigitFiles } from "./digitFiles.ts";

/** Milliseconds before what broke off is tried again, and the longest. */
const [FIRST_PAUSE, MOST_PAUSE] = [500, 15_000];
/** Who waits longer for nothing is told at once. */
const LONG = 5000;

/** The images that lie beside the page, fetched by a worker of their own. */
export class SiteDigits implements DigitFiles {
  readonly #worker: Worker;
  readonly #root: string;
  readonly #labels: Promise<{ readonly [part in Part | "heldOut"]: Uint8Array }>;
  readonly #say: (sentence: string | undefined) => void;
  #heldOut: Promise<Uint8Array> | undefined;

  /** `root` is the address of the site's folder; `say` is told what keeps images from coming, and when they come again. */
  constructor({ worker, failed }: StartedWorker, root: string, say: (sentence: string | undefined) => void) {
    this.#worker = worker;
    this.#root = root;
    this.#say = say;
    // whoever waits for it waits for ever
    void failed.then((why) => say(`The worker that fetches MNIST's images did not load${why}: load the page again.`));
    this.#labels = this.#tried(
      () => new Promise((resolve, reject) => this.#ask("labels", (news) => "labels" in news && resolve(news.labels), reject)),
    );
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

  /** Begins again where it breaks off, without what has come before. */
  #stream(part: Part | "heldOut", take: (bytes: Uint8Array<ArrayBuffer>) => void): Promise<void> {
    let done = 0;
    return this.#tried((goesOn) => {
      let at = 0;
      return this.#once(part, (bytes) => {
        const known = Math.min(bytes.length, Math.max(0, done - at));
        at += bytes.length;
        if (at <= done) return;
        done = at;
        goesOn();
        take(known ? bytes.slice(known) : bytes);
      });
    });
  }

  /** Tries until it is done; whoever gets on at all is tried again soon. */
  async #tried<T>(work: (goesOn: () => void) => Promise<T>): Promise<T> {
    for (let failures = 0; ; ) {
      const began = performance.now();
      try {
        const value = await work(() => {
          if (failures > 0) this.#say(undefined);
          failures = 0;
        });
        if (failures > 0) this.#say(undefined);
        return value;
      } catch (error) {
        failures++;
        if (failures > 1 || performance.now() - began > LONG) this.#say(`${(error as Error).message} (the page goes on trying)`);
        await new Promise((resolve) => setTimeout(resolve, Math.min(MOST_PAUSE, FIRST_PAUSE * 2 ** (failures - 1))));
      }
    }
  }

  #once(part: Part | "heldOut", take: (bytes: Uint8Array<ArrayBuffer>) => void): Promise<void> {
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
      if ("error" in data || "labels" in data || data.isLast) this.#worker.removeEventListener("message", listen);
      if ("error" in data) fail(new Error(data.error));
      else hear(data);
    };
    this.#worker.addEventListener("message", listen);
    this.#worker.postMessage({ part, root: this.#root } satisfies DigitWish);
  }
}
