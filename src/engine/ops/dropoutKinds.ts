interface DropoutRule {
  /** What becomes of x at a rate p, with m = 0 with probability p, else 1. */
  readonly formula: string;
  /** Decisions are drawn in steps of 1 / 65536, so that a rate is one of these; noise, of variance p / (1 − p), has no steps. */
  readonly draws: "decisions" | "noise";
  /** Whether evaluation multiplies by 1 − p, where training leaves what is kept as it is. */
  readonly scalesInEvaluation: boolean;
}

/** How dropout changes what it is applied to; the order is the number on every device. */
export const dropoutTable = {
  inverted: { formula: "y = x · m / (1 − p) in training, x in evaluation", draws: "decisions", scalesInEvaluation: false },
  classic: {
    formula: "y = x · m in training, x · (1 − p) in evaluation (the same as the next weights times 1 − p)",
    draws: "decisions",
    scalesInEvaluation: true,
  },
  gaussian: {
    formula: "y = x · (1 + √(p / (1 − p)) · z), z standard normal, in training; x in evaluation",
    draws: "noise",
    scalesInEvaluation: false,
  },
} as const satisfies Record<string, DropoutRule>;

export type DropoutKind = keyof typeof dropoutTable;
export const dropoutKinds = Object.keys(dropoutTable) as readonly DropoutKind[];
/** Of an op, inverted unless it says another. */
export const dropoutRule = (kind: DropoutKind = "inverted"): DropoutRule => dropoutTable[kind];
