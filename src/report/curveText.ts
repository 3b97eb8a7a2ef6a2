import { counted } from "#engine";
import { protocols, type TrainingOptions } from "#train";

type Choosing = { readonly config: { readonly protocol: NonNullable<TrainingOptions["protocol"]> } };

/** On which examples curves are: `test`, `held-out`, or `test or held-out`. */
export function curveExamples(configurations: readonly Choosing[]): string {
  const chosenOn = new Set(configurations.map(({ config }) => protocols[config.protocol].selectOn));
  return [...(chosenOn.has("test") ? ["test"] : []), ...(chosenOn.has("heldOut") ? ["held-out"] : [])].join(" or ");
}

interface CountedCurve {
  readonly name: string;
  /** At each of its points. */
  readonly runs: readonly number[];
}

/** So many are named. */
const MOST_NAMED = 4;

/** Which runs have no part in curves. */
interface LeftOut {
  readonly diverged: boolean;
  readonly givenUp: boolean;
}

/** What curves are of whose runs diverged, were given up, stopped or are not through: sentences with a space before each. */
export function curveRunsText(curves: readonly CountedCurve[], { diverged, givenUp }: LeftOut): string {
  const out = [...(diverged ? ["diverged"] : []), ...(givenUp ? ["were given up"] : [])].join(" or ");
  const ending = curves.filter(({ runs }) => new Set(runs).size > 1);
  const named = ending.slice(0, MOST_NAMED).map(({ name, runs }) => `${runs.at(-1)} of ${Math.max(...runs)}${name && ` of ${name}`}`);
  const more = ending.length > named.length ? `, and fewer than all of ${counted(ending.length - named.length, "more configuration")}` : "";
  return [
    ...(out ? [` Runs that ${out} are left out.`] : []),
    ...(ending.length ? [` Where not all runs come so far, it is of those that do: at the end ${named.join(", ")}${more}.`] : []),
  ].join("");
}
