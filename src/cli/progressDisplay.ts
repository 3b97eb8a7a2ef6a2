import type { WriteStream } from "node:tty";
import { styleText } from "node:util";
import { createLogUpdate } from "log-update";
import { formatGeneral } from "#analysis";
import { counted } from "#engine";
import { percent } from "#report";
import type { Progress } from "#train";

interface RunState {
  iteration: number;
  /** Where it stood, and when, at its first news: a run that is continued does not begin at 0. */
  readonly first: number;
  readonly started: number;
  loss?: number;
  accuracy?: number;
}

const BAR = 24;
const GAP = "  ";
/** Before so many seconds, or so much of the work, nothing is said of the time that is left: the first steps are slow. */
const [KNOWN_SECONDS, KNOWN_SHARE] = [3, 0.02];
const isKnown = (seconds: number, share: number): boolean => seconds > KNOWN_SECONDS || (seconds > 0.5 && share >= KNOWN_SHARE);
const EVERY_MS = { terminal: 100, plain: 5000 };

/** Shows how far the runs are, on standard error: bars on a terminal, else a plain line for a run now and then. */
export class ProgressDisplay {
  readonly #stream: WriteStream;
  readonly #runs: number;
  readonly #iterations: number;
  readonly #active = new Map<number, RunState>();
  readonly #live: ReturnType<typeof createLogUpdate> | undefined;
  readonly #now: () => number;
  readonly #began: number;
  #finished = 0;
  /** Iterations made by the runs that ended, not counting what was made before. */
  #made = 0;
  #drawn = Number.NEGATIVE_INFINITY;
  #firstNews = Number.POSITIVE_INFINITY;

  /** `now` is the clock, in milliseconds. */
  constructor(stream: WriteStream, runs: number, iterations: number, now = () => performance.now()) {
    this.#stream = stream;
    this.#now = now;
    this.#began = now();
    this.#runs = runs;
    this.#iterations = iterations;
    if (stream.isTTY) this.#live = createLogUpdate(stream);
  }

  /** Takes a run's progress; `run` counts from 1. */
  update(run: number, { iteration, evaluation }: Progress): void {
    this.#firstNews = Math.min(this.#firstNews, this.#now());
    const known = this.#active.get(run) ?? { iteration, first: iteration === 1 ? 0 : iteration, started: this.#now() };
    known.iteration = iteration;
    if (evaluation) Object.assign(known, { loss: evaluation.loss, accuracy: evaluation.accuracy });
    this.#active.set(run, known);
    this.#draw();
  }

  /** Takes note that a run has come to its end; one of which there were no news was finished before. */
  end(run: number): void {
    const state = this.#active.get(run);
    if (state) this.#made += this.#iterations - state.first;
    this.#active.delete(run);
    this.#finished++;
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

  #draw(): void {
    const now = this.#now();
    if (now - this.#drawn < (this.#live ? EVERY_MS.terminal : EVERY_MS.plain)) return;
    this.#drawn = now;
    const lines = [...this.#active].sort(([a], [b]) => a - b).map(([number, state]) => this.#line(number, state));
    if (this.#live) this.#live([...lines, this.#summary()].join("\n"));
    else this.#stream.write(`${[...lines, this.#summary()].join("\n")}\n`);
  }

  /** `run 3  ████░░░░  1200/2000  loss 0.389   accuracy 96.40%  980 it/s, 0:01 left`, with less on a narrow terminal. */
  #line(run: number, state: RunState): string {
    const seconds = (this.#now() - state.started) / 1000;
    const speed = (state.iteration - state.first) / seconds;
    const timed = isKnown(seconds, (state.iteration - state.first) / (this.#iterations - state.first));
    const name = `run ${String(run).padStart(String(this.#runs).length)}`;
    const count = `${String(state.iteration).padStart(String(this.#iterations).length)}/${this.#iterations}`;
    const loss = state.loss === undefined ? "" : `loss ${formatGeneral(state.loss).padEnd(6)}`;
    const accuracy = state.accuracy === undefined ? "" : `accuracy ${percent(state.accuracy).padStart(6)}`;
    const left = timed ? `${clock((this.#iterations - state.iteration) / speed)} left` : "";
    const pace = timed ? `${speed.toFixed(speed < 10 ? 1 : 0).padStart(4)} it/s, ${left}` : "";
    const shorter = [[count, loss, accuracy, pace], [count, loss, accuracy, left], [count, accuracy, left], [count, left], [count]];
    const columns = this.#live ? (this.#stream.columns ?? 80) : Number.POSITIVE_INFINITY;
    const room = columns - name.length - GAP.length;
    const texts = shorter.map((parts) => parts.filter(Boolean).join(GAP));
    const text = texts.find(({ length }) => length <= room) ?? "";
    const bar = this.#live ? this.#bar(state.iteration / this.#iterations, Math.min(BAR, room - text.length - GAP.length)) : "";
    return [name, bar, text].filter(Boolean).join(GAP).trimEnd();
  }

  /** A bar of `width` cells; nothing where that is too narrow to say much. */
  #bar(done: number, width: number): string {
    if (width < 6) return "";
    const filled = Math.round(done * width);
    return styleText("cyan", "█".repeat(filled) + "░".repeat(width - filled), { stream: this.#stream });
  }

  /** Of all runs together, at the pace of the iterations that were made since the start. */
  #summary(): string {
    const active = [...this.#active.values()];
    const made = this.#made + active.reduce((sum, { iteration, first }) => sum + iteration - first, 0);
    const open = (this.#runs - this.#finished) * this.#iterations - active.reduce((sum, { iteration }) => sum + iteration, 0);
    const seconds = (this.#now() - this.#began) / 1000;
    const told = (this.#now() - this.#firstNews) / 1000;
    const left = made > 0 && isKnown(told, made / (made + open)) ? `, ${clock((seconds * open) / made)} left` : "";
    const text = `${this.#finished} of ${counted(this.#runs, "run")} finished${left}`;
    return styleText("dim", text, { stream: this.#stream });
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
