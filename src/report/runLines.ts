import { formatGeneral } from "#analysis";
import { plainOrQuoted } from "#data";
import { counted, inLine } from "#engine";
import type { Evaluation, Memorized, ThinnedNets, TrialResult } from "#train";

/** A share in percent; a dash where there is none, or it is no number. */
export const percent = (share: number | null, digits = 2): string =>
  share === null || Number.isNaN(share) ? "–" : `${(100 * share).toFixed(digits)}%`;

/** What the label of a class stands for; the label itself where it has no name. */
export const className = (label: number, names?: readonly string[] | null): string => inLine(names?.[label] ?? String(label));

/** What one run came to: `run  3   98.87%  at iteration 1900`, and what is wrong with it. */
export function runLine(
  run: number,
  result: Omit<TrialResult, "evaluations">,
  heldOutChooses: boolean,
  classNames?: readonly string[] | null,
): string {
  const title = `run ${String(run).padStart(2)}  `;
  const { accuracy, iteration, selectionAccuracy, divergedAt } = result;
  const chosen = `${percent(accuracy).padStart(6)}  at iteration ${iteration}`;
  const heldOut = heldOutChooses ? `held out: ${percent(selectionAccuracy)}` : "";
  if (divergedAt !== null) {
    const before = accuracy === null ? "" : `, after ${[chosen.trim(), heldOut].filter(Boolean).join(", ")}`;
    return `${title}diverged: the net was no number at iteration ${divergedAt}${before}; it has no score`;
  }
  const parts = [title + chosen];
  if (heldOut) parts.push(`(${heldOut})`);
  const dead = result.deadClasses;
  const lost = dead.map((label) => plainOrQuoted(className(label, classNames))).join(", ");
  if (dead.length === 1) parts.push(`class ${lost} is lost: its logit is never positive`);
  if (dead.length > 1) parts.push(`classes ${lost} are lost: their logits are never positive`);
  if (result.stoppedAt !== null) parts.push(`stopped early, at iteration ${result.stoppedAt}`);
  if (result.monteCarlo) parts.push(monteCarloText(result.monteCarlo));
  if (result.memorized) parts.push(memorizedText(result.memorized));
  return parts.join("  ");
}

/** `of 800 wrong labels 43.13% learned by heart, 50.00% seen through` */
export function memorizedText({ examples, asLabelled, asTrue }: Memorized): string {
  return `of ${counted(examples, "wrong label")} ${percent(asLabelled)} learned by heart, ${percent(asTrue)} seen through`;
}

/** `20 thinned nets: 98.91% together, 98.2% +/- 0.11 by single draws (of units one for each example)` */
export function monteCarloText({ samples, accuracy, singleMean, singleDeviation }: ThinnedNets): string {
  const alone =
    samples > 1 ? ` +/- ${formatGeneral(100 * singleDeviation, 2)} by single draws (of units one for each example)` : " by a single draw";
  return `${counted(samples, "thinned net")}: ${percent(accuracy)} together, ${percent(singleMean)}${alone}`;
}

/** The post's last line: `mean accuracy (10 runs): 98.8 +/- 0.0696`, in percent, of the runs that did not diverge. */
export function meanLine(runs: number, mean: number, deviation: number, diverged = 0): string {
  if (runs === 0)
    return `no mean accuracy: ${diverged === 1 ? "the one run" : `all ${diverged} runs`} diverged; try a smaller learning rate`;
  const of = diverged
    ? `${runs} of ${runs + diverged} runs, ${diverged} diverged and ${diverged === 1 ? "has" : "have"} no score`
    : counted(runs, "run");
  const text = `mean accuracy (${of}): ${formatGeneral(100 * mean)}`;
  return runs === 1 ? `${text} (one run has no spread)` : `${text} +/- ${formatGeneral(100 * deviation)}`;
}

/** A line of `--verbose`: `[100/50000] loss: 0.31, accuracy: 91.2%, norms: 1.9 4.1 8.2 6.5 2.4`. */
export function evaluationLine({ iteration, loss, accuracy, kernelNorms }: Evaluation, iterations: number): string {
  const norms = kernelNorms.map((norm) => formatGeneral(norm)).join(" ");
  return `[${iteration}/${iterations}] loss: ${formatGeneral(loss)}, accuracy: ${percent(accuracy, 1)}, norms: ${norms}`;
}
