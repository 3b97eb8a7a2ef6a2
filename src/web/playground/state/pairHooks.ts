import type { TwinName } from "../settings/settings.ts";
import type { LossRecord } from "../twin/seen.ts";

/** What a pair tells its page. */
export interface PairHooks {
  /** A mean loss was recorded. */
  recorded(twin: TwinName, record: LossRecord): void;
  /** Both are, or come to, this step: one twin's part of what is shown there. Training of this twin waits for it. */
  look(twin: TwinName, step: number): Promise<void>;
  /** Whether one has to look at a step, whenever it comes: for scores. */
  mustLook(step: number): boolean;
  /** Whether anybody looks at all. */
  isWatched(): boolean;
  /** Where they are, whether they wait for images, and how fast the slower one is, in steps a second. */
  moved(steps: { readonly [twin in TwinName]: number }, waits: boolean, perSecond: number): void;
  diverged(twin: TwinName, step: number): void;
  trouble(sentence: string): void;
}
