import type { DigitFiles } from "../state/digitFiles.ts";
import type { Part } from "../twin/digits.ts";

type Take = (bytes: Uint8Array<ArrayBuffer>) => void;

interface Stream {
  readonly takers: Take[];
  /** What came so far, while not all takers are there. */
  came: Uint8Array<ArrayBuffer>[];
  readonly ended: Promise<void>;
}

/** The images fetched once for several labs; whoever comes later gets what came before. */
export class SharedDigits implements DigitFiles {
  readonly #files: DigitFiles;
  readonly #takers: number;
  readonly #streams = new Map<Part, Stream>();

  /** When so many have come for a file, none of it is kept. */
  constructor(files: DigitFiles, takers: number) {
    this.#files = files;
    this.#takers = takers;
  }

  labels(): ReturnType<DigitFiles["labels"]> {
    return this.#files.labels();
  }

  heldOut(): ReturnType<DigitFiles["heldOut"]> {
    return this.#files.heldOut();
  }

  async images(part: Part, take: Take): Promise<void> {
    const stream = this.#streams.get(part) ?? this.#open(part);
    for (const bytes of stream.came) take(bytes);
    stream.takers.push(take);
    if (stream.takers.length >= this.#takers) stream.came = [];
    await stream.ended;
  }

  #open(part: Part): Stream {
    const takers: Take[] = [];
    const stream: Stream = {
      ...{ takers, came: [] },
      ended: this.#files.images(part, (bytes) => {
        if (takers.length < this.#takers) stream.came.push(bytes);
        for (const take of takers) take(bytes);
      }),
    };
    this.#streams.set(part, stream);
    return stream;
  }
}
