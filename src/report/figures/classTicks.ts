import { cutNames } from "../cutNames.ts";
import { className } from "../runLines.ts";
import { labelWidth } from "./figure.ts";

/** A name on an axis has at most so many columns. */
const MOST_COLUMNS = 11;

/** How the classes of a figure are called along its axes, and how much room the longest name takes. */
export interface ClassTicks {
  readonly tickFormat: (label: number) => string;
  readonly room: number;
}

export function classTicks(classes: readonly number[], names: readonly string[] | null): ClassTicks {
  const cut = cutNames(
    classes.map((label) => className(label, names)),
    MOST_COLUMNS,
  );
  const byLabel = new Map(classes.map((label, i) => [label, cut[i] as string]));
  const tickFormat = (label: number) => byLabel.get(label) ?? "";
  return { tickFormat, room: labelWidth(cut) };
}
