/** A line over iterations, perhaps with a band around it. */
export interface CurveLine {
  readonly name: string;
  readonly values: readonly (number | null)[];
  readonly low?: readonly (number | null)[];
  readonly high?: readonly (number | null)[];
  /** 0 to 7. */
  readonly color: number;
  readonly isThin?: boolean;
}
