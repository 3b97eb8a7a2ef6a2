import type { ExperimentView } from "../../api/shapes.ts";

/** A column that the table can be sorted by: its name in the address, and its head. */
export type Heading = readonly [name: string, words: string];

/** The columns that are there to sort by, in the order of the table. */
export function headsOf({ fields, configurations }: ExperimentView, shows: (column: string) => boolean): Heading[] {
  const hasDifferences = configurations.some(({ difference }) => difference);
  const all: readonly (readonly [isThere: boolean, name: string, words: string])[] = [
    ...fields.map((field, place) => [true, `field${place}`, field] as const),
    [fields.length === 0, "name", "configuration"],
    [shows("runs"), "runs", "runs"],
    [true, "mean", "mean"],
    [shows("sd"), "sd", "± sd"],
    [shows("nll"), "nll", "NLL"],
    [shows("ece"), "ece", "ECE, %"],
    [hasDifferences, "difference", "difference"],
    [hasDifferences, "verdict", "verdict"],
    [shows("lost"), "lost", "lost"],
    [shows("diverged"), "diverged", "diverged"],
  ];
  return all.flatMap(([isThere, name, words]) => (isThere ? [[name, words] as const] : []));
}

/** Columns of which small numbers are good. */
const smallIsGood = ["nll", "ece", "verdict", "lost", "diverged", "sd"];

/** Both ways to sort by a column, the best first. */
export const directionsOf = (name: string): readonly [string, string] =>
  smallIsGood.includes(name) ? [name, `-${name}`] : [`-${name}`, name];
