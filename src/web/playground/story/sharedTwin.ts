import type { AskOptions, Caller } from "../twin/calls.ts";
import type { TwinMake, TwinPlace } from "../twin/twin.ts";

/** Whoever's net a worker holds, and where that net was when another's came in. */
interface Seat {
  /** It trains no further than this. */
  readonly goal: number;
  make?: TwinMake;
  place?: TwinPlace;
}

type Asked = (method: string, given: readonly unknown[], how?: AskOptions) => Promise<never>;

/**
 * One worker for the nets of several labs, which holds one of them at a time: whoever asks finds its net as it left it. So there are never
 * more workers, nor more copies of the images, than a pair has.
 */
export class SharedTwin {
  readonly #ask: Asked;
  #owner: Seat | undefined;
  #first: Seat | undefined;
  /** Resolves when the labels or images that came last are with the worker. */
  #fed: Promise<never> = Promise.resolve(undefined as never);
  #door: Promise<void> = Promise.resolve();
  #inside = 0;
  #left: (() => void) | undefined;

  constructor(calls: Pick<Caller, "ask">) {
    this.#ask = (method, given, how) => calls.ask(method as "halt", given as [], how) as Promise<never>;
  }

  /** A caller for one more lab; images and labels are taken from the first. */
  seat(goal: number): Caller {
    const seat: Seat = { goal };
    const ask: Asked = (method, given, how) => this.#asked(seat, method, given, how);
    return { ask: ask as unknown as Caller["ask"], close: () => {} };
  }

  async #asked(seat: Seat, method: string, given: readonly unknown[], how?: AskOptions): Promise<never> {
    if (method === "labels" || method === "images") {
      this.#first ??= seat;
      if (this.#first === seat) this.#fed = this.#ask(method, given, how);
      return this.#fed;
    }
    // what it is to end is inside
    if (method === "halt") return this.#owner === seat ? this.#ask(method, given, how) : (undefined as never);
    await this.#enter(seat, method !== "open");
    try {
      const value = await this.#ask(method, method === "advance" ? [Math.min(given[0] as number, seat.goal)] : given, how);
      if (method === "open" || method === "change") seat.make = given[0] as TwinMake;
      return value;
    } finally {
      this.#inside--;
      if (this.#inside === 0) this.#left?.();
    }
  }

  /** One after the other; another net comes in when nothing is done to the one inside. */
  #enter(seat: Seat, needsNet: boolean): Promise<void> {
    const entered = this.#door.then(async () => {
      if (this.#owner !== seat) await this.#change(seat, needsNet);
      this.#inside++;
    });
    this.#door = entered.catch(() => undefined);
    return entered;
  }

  async #change(seat: Seat, needsNet: boolean): Promise<void> {
    if (this.#inside > 0)
      await new Promise<void>((resolve) => {
        this.#left = resolve;
      });
    this.#left = undefined;
    const before = this.#owner;
    if (before?.make) before.place = await this.#ask("place", []);
    this.#owner = seat;
    if (!needsNet || !seat.make) return;
    await this.#ask("open", [seat.make]);
    if (seat.place) await this.#ask("goTo", [seat.place]);
  }
}
