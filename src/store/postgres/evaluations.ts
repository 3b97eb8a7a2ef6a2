import type { Evaluation } from "#train";
import { evaluationValues } from "../records.ts";
import type { Row } from "./connection.ts";
import { withNumbers } from "./exactNumbers.ts";

/** As rows of evaluationColumns. */
export const evaluationRows = (evaluations: readonly Evaluation[]) =>
  evaluations.map((evaluation) => {
    const [iteration, loss, accuracy, selectionLoss, kernelNorms, deadClasses, largestNorm] = evaluationValues(evaluation);
    return {
      iteration,
      loss,
      accuracy,
      selection_loss: selectionLoss,
      kernel_norms: kernelNorms,
      dead_classes: deadClasses,
      largest_norm: largestNorm,
    };
  });

/** What evaluationRows are as JSON. */
export const evaluationColumns =
  "iteration int, loss float8, accuracy float8, selection_loss float8, kernel_norms text, dead_classes text, largest_norm float8";
export const evaluationNames = evaluationColumns.replaceAll(/ (?:int|float8|text)/g, "");

const numbers = evaluationColumns.split(", ").flatMap((column) => (column.endsWith(" float8") ? [column.slice(0, -" float8".length)] : []));
/** Of rows `v` of evaluations, to be read with exactEvaluation. */
export const exactColumns = evaluationNames
  .split(", ")
  .map((name) => (numbers.includes(name) ? `float8send(v.${name}) AS ${name}` : `v.${name}`))
  .join(", ");
export const exactEvaluation = (row: Row): Row => withNumbers(row, numbers);

/** One of the same iteration is replaced. */
export const replaceSame = `ON CONFLICT (trial, iteration) DO UPDATE SET ${evaluationNames
  .split(", ")
  .slice(1)
  .map((name) => `${name} = excluded.${name}`)
  .join(", ")}`;
