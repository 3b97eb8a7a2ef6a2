import { type ExperimentKey, expectedRuns } from "./experiments.ts";
import { type Facts, settledRuns } from "./facts.ts";
import { overfittingPage } from "./overfittingPage.ts";
import { postPage } from "./postPage.ts";
import { robustnessPage } from "./robustnessPage.ts";

/** A page of docs/results: `name`.md, made of the facts in `name`.json alone. */
export interface ResultsPage {
  readonly name: string;
  /** Its experiments, in the order in which they run. */
  readonly keys: readonly ExperimentKey[];
  /** Reports beside it, each of one experiment. */
  readonly reports: { readonly [key in ExperimentKey]?: string };
  readonly write: (facts: Facts, currentVersion: number) => string;
}

/** Minutes first, hours later. */
export const pages: readonly ResultsPage[] = [
  { name: "overfitting", keys: ["overfitting"], reports: {}, write: overfittingPage },
  { name: "robustness", keys: ["unitsTakenAway"], reports: {}, write: robustnessPage },
  { name: "post", keys: ["post", "sound", "heldOut"], reports: { post: "post-report.html", sound: "sound-report.html" }, write: postPage },
];

/** Whether all runs of a page are settled. */
export const isComplete = ({ keys }: Pick<ResultsPage, "keys">, facts: Facts, quick: boolean): boolean =>
  keys.reduce((sum, key) => sum + (facts[key] ? settledRuns(facts[key]) : 0), 0) >= expectedRuns(keys, quick);
