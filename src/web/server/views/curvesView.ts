import { mean } from "#analysis";
import { loadResults, type Run } from "#experiment";
import { curveExamples, curveRunsText, otherTestsText } from "#report";
import type { Evaluation } from "#train";
import type { Curve, CurvesView } from "../../api/shapes.ts";
import { type Tools, theExperiment } from "../tools.ts";
import { thinnedPlaces } from "./thinned.ts";

/** So many configurations have curves at once. */
const MOST_CURVES = 8;

/** Error over iterations of some configurations: the mean of the runs that did not diverge, and the band over them. */
export async function curvesView(
  tools: Tools,
  { id, indices }: { readonly id: string; readonly indices: readonly number[] },
): Promise<CurvesView> {
  const experiment = await theExperiment(tools, id);
  const asked = indices.slice(0, MOST_CURVES);
  return tools.kept.once(id, `curves ${asked}`, async () => {
    const { configurations } = await loadResults(tools.kept, experiment);
    const chosen = asked.flatMap((index) => configurations.find((one) => one.index === index) ?? []);
    const curves: Curve[] = [];
    for (const { index, name, runs } of chosen) curves.push({ index, name, ...(await curveOf(runs)) });
    const runs = chosen.flatMap((one) => one.runs);
    const leftOut = {
      diverged: runs.some((run) => !isConverged(run)),
      givenUp: runs.some(({ record }) => record.state === "pruned"),
    };
    return {
      examples: curveExamples(chosen),
      ofRuns: `${curveRunsText(curves, leftOut)}${otherTestsText(chosen)}`.trimStart(),
      curves,
    };
  });
}

const isConverged = ({ record }: Run): boolean => (record.result?.divergedAt ?? null) === null;

async function curveOf(runs: readonly Run[]): Promise<Omit<Curve, "index" | "name">> {
  const converged = runs.filter(isConverged);
  const byIteration = new Map<number, Evaluation[]>();
  for (const run of converged)
    for (const evaluation of await run.evaluations()) {
      const known = byIteration.get(evaluation.iteration);
      if (known) known.push(evaluation);
      else byIteration.set(evaluation.iteration, [evaluation]);
    }
  const iterations = [...byIteration.keys()].sort((a, b) => a - b);
  const errors = iterations.map((iteration) => (byIteration.get(iteration) ?? []).map(({ accuracy }) => 100 * (1 - accuracy)));
  const means = errors.map(mean);
  const low = errors.map((values) => Math.min(...values));
  const high = errors.map((values) => Math.max(...values));
  const places = thinnedPlaces([means, low, high]);
  const at = (values: readonly number[]) => places.map((place) => values[place] as number);
  const counts = errors.map(({ length }) => length);
  return { iterations: at(iterations), runs: at(counts), mean: at(means), low: at(low), high: at(high) };
}
