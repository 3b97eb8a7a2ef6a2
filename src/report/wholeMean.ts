import type { ReportConfiguration } from "#analysis";
import { counted } from "#engine";

type Summed = Pick<ReportConfiguration, "summary">;

/** Whether its mean is of all its runs: what is left where some diverged, or were given up, is not the configuration's. */
export const hasWholeMean = ({ summary }: Summed): boolean => summary.diverged === 0 && summary.pruned === 0;

/** The sentence that such configurations have no mean in a figure, with a space before it; nothing where there is none. */
export function withoutMeansText(configurations: readonly Summed[]): string {
  const why = [
    ...(configurations.some(({ summary }) => summary.diverged > 0) ? ["diverged"] : []),
    ...(configurations.some(({ summary }) => summary.pruned > 0) ? ["were given up"] : []),
  ];
  return why.length ? ` Configurations of which runs ${why.join(" or ")} have no mean here.` : "";
}

/** So many are named. */
const MOST_NAMED = 5;

/** The names of those of which all runs diverged. */
export const allDiverged = (configurations: readonly Pick<ReportConfiguration, "name" | "sample" | "summary">[]): string[] =>
  configurations.filter(({ sample, summary }) => sample.n === 0 && summary.diverged > 0).map(({ name }) => name);

/** The sentence that all their runs diverged, and they have no place in a figure, with a space before it; nothing where there is none. */
export function allDivergedText(names: readonly string[]): string {
  const more = names.length > MOST_NAMED ? ` and of ${counted(names.length - MOST_NAMED, "more configuration")}` : "";
  return names.length ? ` All runs diverged of ${names.slice(0, MOST_NAMED).join("; ")}${more}.` : "";
}
