import type { WriteStream } from "node:tty";
import { styleText } from "node:util";
import { formatGeneral } from "#analysis";
import { counted } from "#engine";
import { type TrialWork, wholeWork } from "#lab";
import { cutEnd, percent } from "#report";
import type { Progress } from "#train";
import { liveLines } from "./liveLines.ts";

interface RunState {
  iteration: number;
  /** Where it stood, and when, at its first news: a run that is continued does not begin at 0, and a first step is slow. */
  readonly first: number;
  readonly started: number;
  loss?: number;
  accuracy?: number;
}

const BAR = 24;
const GAP = "  ";
/** Before so many seconds, or so much of the work, nothing is said of the time that is left: the first steps are slow. */
const [KNOWN_SECONDS, KNOWN_SHARE] = [3, 0.02];
const isKnown = (seconds: number, share: number): boolean =>
  share > 0 && (seconds > KNOWN_SECONDS || (seconds > 0.5 && share >= KNOWN_SHARE));
const EVERY_MS = { terminal: 100, plain: 5000 };

/** Shows how far the runs are, on standard error: bars on a terminal, else a plain line for a run now and then. */
export class ProgressDisplay {
  readonly #stream: WriteStream;
  /** By the number of the run. */
  readonly #works: ReadonlyMap<number, TrialWork>;
  readonly #active = new Map<number, RunState>();
  readonly #ended = new Set<number>();
  readonly #live: ReturnType<typeof liveLines>;
  readonly #now: () => number;
  /** What the runs that ended made here, and in how many milliseconds, added up. */
  #made = 0;
  #busy = 0;
  #drawn = Number.NEGATIVE_INFINITY;
  #firstNews = Number.POSITIVE_INFINITY;

  /** What each run has to do, by its number, from 1; `now` is the clock, in milliseconds. */
  constructor(stream: WriteStream, works: ReadonlyMap<number, TrialWork>, now = () => performance.now()) {
    this.#stream = stream;
    this.#now = now;
    this.#works = works;
    this.#live = liveLines(stream);
  }

  /** Takes a run's progress; `run` counts from 1. */
  update(run: number, { iteration, evaluation }: Progress): void {
    this.#firstNews = Math.min(this.#firstNews, this.#now());
    const known = this.#active.get(run) ?? { iteration, first: iteration, started: this.#now() };
    known.iteration = iteration;
    if (evaluation) Object.assign(known, { loss: evaluation.loss, accuracy: evaluation.accuracy });
    this.#active.set(run, known);
    this.#draw();
  }

  /** Takes note that a run has come to its end; one of which there were no news was finished before. */
  end(run: number): void {
    const state = this.#active.get(run);
    if (state) {
      this.#made += this.#madeBy(run, state) + this.#work(run).end;
      this.#busy += this.#now() - state.started;
    }
    this.#active.delete(run);
    this.#ended.add(run);
  }

  /** Runs something that prints, with the bars out of its way. */
  around(printing: () => void): void {
    this.#live?.clear();
    printing();
    if (this.#live) this.#drawn = Number.NEGATIVE_INFINITY;
  }

  close(): void {
    this.#live?.clear();
    this.#live?.done();
  }

  #work(run: number): TrialWork {
    return this.#works.get(run) as TrialWork;
  }

  #madeBy(run: number, { iteration, first }: RunState): number {
    return this.#work(run).after(iteration) - this.#work(run).after(first);
  }

  #leftOf(run: number, { iteration }: RunState): number {
    return wholeWork(this.#work(run)) - this.#work(run).after(iteration);
  }

  #draw(): void {
    const now = this.#now();
    if (now - this.#drawn < (this.#live ? EVERY_MS.terminal : EVERY_MS.plain)) return;
    this.#drawn = now;
    const lines = [...this.#active].sort(([a], [b]) => a - b).map(([number, state]) => this.#line(number, state));
    if (this.#live) this.#live([...lines, this.#summary()].join("\n"));
    else this.#stream.write(`${[...lines, this.#summary()].join("\n")}\n`);
  }

  /** How wide a line may be: in a file as wide as it is. */
  get #columns(): number {
    return this.#stream.isTTY ? (this.#stream.columns ?? 80) : Number.POSITIVE_INFINITY;
  }

  /** `run 3  ████░░░░  1200/2000  loss 0.389   accuracy 96.40%  980 it/s, 0:01 left`, with less on a narrow terminal. */
  #line(run: number, state: RunState): string {
    const { iterations } = this.#work(run);
    const seconds = (this.#now() - state.started) / 1000;
    const [made, open] = [this.#madeBy(run, state), this.#leftOf(run, state)];
    const timed = isKnown(seconds, made / (made + open));
    const speed = (state.iteration - state.first) / seconds;
    const name = `run ${String(run).padStart(String(this.#works.size).length)}`;
    const count = `${String(state.iteration).padStart(String(iterations).length)}/${iterations}`;
    const loss = state.loss === undefined ? "" : `loss ${formatGeneral(state.loss).padEnd(6)}`;
    const accuracy = state.accuracy === undefined ? "" : `accuracy ${percent(state.accuracy).padStart(6)}`;
    const left = timed ? `${clock((seconds * open) / made)} left` : "";
    const pace = timed ? `${speed.toFixed(speed < 10 ? 1 : 0).padStart(4)} it/s, ${left}` : "";
    const shorter = [[count, loss, accuracy, pace], [count, loss, accuracy, left], [count, accuracy, left], [count, left], [count]];
    const room = this.#columns - name.length - GAP.length;
    const texts = shorter.map((parts) => parts.filter(Boolean).join(GAP));
    const text = texts.find(({ length }) => length <= room) ?? "";
    const bar = this.#live ? this.#bar(state.iteration / iterations, Math.min(BAR, room - text.length - GAP.length)) : "";
    return [name, bar, text].filter(Boolean).join(GAP).trimEnd();
  }

  /** A bar of `width` cells; nothing where that is too narrow to say much. */
  #bar(done: number, width: number): string {
    if (width < 6) return "";
    const filled = Math.round(done * width);
    return this.#styled("cyan", "█".repeat(filled) + "░".repeat(width - filled));
  }

  /** In colour where lines are drawn over, unless the reader wants none (NO_COLOR). */
  #styled(style: "cyan" | "dim", text: string): string {
    return this.#live ? styleText(style, text, { stream: this.#stream }) : text;
  }

  #summary(): string {
    const left = this.#secondsLeft();
    const text = `${this.#ended.size} of ${counted(this.#works.size, "run")} finished${left === undefined ? "" : `, ${clock(left)} left`}`;
    return this.#styled("dim", cutEnd(text, this.#columns));
  }

  /**
   * Of all runs together, at the pace of the work that was done since the first news; but no less than the longest of them takes by itself,
   * since a run is not shared out. Undefined while that says little.
   */
  #secondsLeft(): number | undefined {
    const now = this.#now();
    const active = [...this.#active];
    const made = this.#made + active.reduce((sum, [run, state]) => sum + this.#madeBy(run, state), 0);
    const waiting = [...this.#works].filter(([run]) => !this.#ended.has(run) && !this.#active.has(run));
    const open = [...active.map(([run, state]) => this.#leftOf(run, state)), ...waiting.map(([, work]) => wholeWork(work))];
    const all = open.reduce((sum, work) => sum + work, 0);
    const seconds = (now - this.#firstNews) / 1000;
    if (!isKnown(seconds, made / (made + all))) return undefined;
    const busy = (this.#busy + active.reduce((sum, [, { started }]) => sum + now - started, 0)) / 1000;
    const longest = open.reduce((most, work) => Math.max(most, work), 0);
    return Math.max((seconds * all) / made, (busy * longest) / made);
  }
}

/** Seconds as `1:05:09` or `0:42`. */
export function clock(seconds: number): string {
  if (!Number.isFinite(seconds)) return "?";
  const whole = Math.ceil(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (part: number) => String(part).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
