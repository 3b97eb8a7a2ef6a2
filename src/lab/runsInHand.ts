import type { Claim, RunProgress } from "#experiment";
import type { Evaluation, Progress } from "#train";
import type { Clock } from "./clock.ts";

/** A look at the clock that comes so late tells that the process slept: that was no work. */
const LONGEST_STEP_MS = 2000;

interface RunInHand {
  readonly claim: Claim;
  iteration: number;
  /** Of work since the attempt began. */
  milliseconds: number;
  looked: number;
  evaluations: Evaluation[];
}

/** The runs that this process owns, and what they have come to. */
export class RunsInHand {
  readonly #clock: Clock;
  /** By attempt. */
  readonly #runs = new Map<number, RunInHand>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get claims(): Claim[] {
    return [...this.#runs.values()].map(({ claim }) => claim);
  }

  has(id: string): boolean {
    return this.claims.some((claim) => claim.id === id);
  }

  holds({ attempt }: Claim): boolean {
    return this.#runs.has(attempt);
  }

  begin(claim: Claim, iteration: number): void {
    this.#runs.set(claim.attempt, { claim, iteration, milliseconds: 0, looked: this.#clock.now(), evaluations: [] });
  }

  end({ attempt }: Claim): void {
    this.#runs.delete(attempt);
  }

  progress({ attempt }: Claim, { iteration, evaluation }: Progress): void {
    const run = this.#runs.get(attempt);
    if (!run) return;
    run.iteration = iteration;
    if (evaluation) run.evaluations.push(evaluation);
  }

  /** What all runs have come to, with the evaluations since the last time. */
  takeNews(): RunProgress[] {
    return [...this.#runs.values()].map((run) => {
      const { claim, iteration, evaluations } = run;
      run.evaluations = [];
      return { claim, iteration, seconds: this.secondsOf(claim), evaluations };
    });
  }

  /** Of work since the attempt began. */
  secondsOf({ attempt }: Claim): number {
    const run = this.#runs.get(attempt);
    if (!run) return 0;
    const now = this.#clock.now();
    if (now - run.looked < LONGEST_STEP_MS) run.milliseconds += now - run.looked;
    run.looked = now;
    return run.milliseconds / 1000;
  }
}
