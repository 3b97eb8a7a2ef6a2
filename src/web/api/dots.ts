/** A run of a configuration, as a dot. */
export interface RunDot {
  readonly id: string;
  readonly repetition: number;
  readonly seed: number;
  readonly state: string;
  /** In percent; null without a score. */
  readonly accuracy: number | null;
  /** At which its iteration was chosen, or at which it is. */
  readonly iteration: number;
  readonly iterations: number;
  readonly lost: readonly string[];
  readonly isDiverged: boolean;
}
