import type { ReportConfiguration } from "#analysis";

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
