import { sha256 } from "#engine";
import type { MakeOptimizer, Optimizer } from "#optim";
import type { OptimizerAccount } from "#trained";
import { checkedOptimizer } from "./learnerOptions.ts";

/** Schedules are functions and can't be compared, but what they give so many iterations later can. */
const LATER = [1, 2, 3, 10, 30, 100, 300, 1000, 3000, 10000, 100000];
/** The next hundred, and from there on steps of one percent. */
const OFTEN = [...Array.from({ length: 100 }, (_, i) => i + 1), ...Array.from({ length: 700 }, (_, i) => Math.round(100 * 1.01 ** i))];

/** An optimizer that can tell of itself once it has been made. */
export class AccountedOptimizer {
  readonly make: MakeOptimizer;
  #made: Optimizer | undefined;
  #constants: Readonly<Record<string, number>> = {};
  readonly #decay: { decay?: number };

  constructor(optimizer: MakeOptimizer) {
    this.#decay = optimizer.decay ? { decay: optimizer.decay.strength } : {};
    this.make = (graph) => {
      const before = graph.cells.length;
      const made = checkedOptimizer(optimizer)(graph);
      const own = graph.cells.slice(before).filter((cell) => !made.fed.includes(cell));
      this.#constants = Object.fromEntries(own.map(({ name, initial }) => [name, initial]));
      this.#made = made;
      return made;
    };
  }

  /** What it is at any iteration. */
  get lasting(): Omit<OptimizerAccount, "coming" | "schedule"> {
    const { name = "an optimizer of one's own", slots = [] } = this.#made ?? {};
    return { name, slots, constants: this.#constants, ...this.#decay };
  }

  accountAt(iteration: number): OptimizerAccount {
    const fed = (later: readonly number[]) => later.map((each) => [iteration + each, this.#fedAt(iteration + each)] as const);
    const schedule = sha256(JSON.stringify(fed(OFTEN))).slice(0, 20);
    return { ...this.lasting, coming: Object.fromEntries(fed(LATER)), schedule };
  }

  #fedAt(iteration: number): Record<string, number> {
    const { fed = [], feed = () => [] } = this.#made ?? {};
    try {
      const values = feed(iteration);
      return values.every(Number.isFinite) ? Object.fromEntries(fed.map(({ name }, i) => [name, values[i] as number])) : {};
    } catch {
      return {};
    }
  }
}
