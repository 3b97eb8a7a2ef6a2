import { counted } from "#engine";
import type { Imported } from "#experiment";

/**
 * `4 of 6 runs were new; …`: what is there already takes nothing of what is brought, neither a net nor what was measured or kept beside
 * it.
 */
export function broughtText({ runs, newRuns }: Pick<Imported, "runs" | "newRuns">): string {
  const old = runs - newRuns;
  const stay = old
    ? `; ${old === 1 ? "the one that is" : `those ${old} that are`} there already ${old === 1 ? "stays as it is" : "stay as they are"}, with what was measured and kept of ${old === 1 ? "it" : "them"} there`
    : "";
  return `${newRuns} of ${counted(runs, "run")} ${newRuns === 1 ? "was" : "were"} new${stay}`;
}
