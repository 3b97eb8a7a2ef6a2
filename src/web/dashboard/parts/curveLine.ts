/** A line over iterations, perhaps with a band around it. */
export interface CurveLine {
  readonly name: string;
  readonly values: readonly (number | null)[];
  /** What is read out under the pointer, where that is not what is drawn: an error of 0 on a logarithmic axis. */
  readonly told?: readonly (number | null)[];
  readonly low?: readonly (number | null)[];
  readonly high?: readonly (number | null)[];
  /** 0 to 7. */
  readonly color: number;
  readonly isThin?: boolean;
}
