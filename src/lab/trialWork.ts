import type { DataLoader, ImageDataset } from "#data";
import { parameterCount, size } from "#engine";
import type { PlannedTrial } from "#experiment";
import { buildNet, withClasses } from "#nn";
import { protocols, type TrialConfig, trialMethods } from "#train";
import { forwardFlops } from "./speed.ts";

/** How much there is to compute in a trial, in multiply-adds of its kernels, or what takes as long: good to about a factor of two. */
export interface TrialWork {
  readonly iterations: number;
  /** What is done when so many iterations are, and their evaluations. */
  after(iterations: number): number;
  /** What comes after the last iteration: the test examples are read, with `mc` by every thinned net. */
  readonly end: number;
}

/** What takes as long as a multiply-add, a multiple of it: an activation on its way forward, a parameter in an update, a step by itself. */
const [ACTIVATION, PARAMETER, STEP] = [20, 12, 1_000_000];
/** A batch costs as much as so many examples, however small it is. */
const LEAST_BATCH = 6;
/** Forward and backward. */
const PASSES = 3;
/** How often the test examples are read by the whole net: for its accuracy, and for its probabilities. */
const READINGS = 2;

export function trialWork(config: TrialConfig, data: ImageDataset): TrialWork {
  const { iterations, evaluateEvery, batch } = config;
  const { mc, dropoutKind } = trialMethods(config);
  const { graph } = buildNet(withClasses(config.model, data.classes), { input: data.shape, scale: data.scale, dropoutKind });
  const activations = graph.nodes.reduce((sum, { output }) => sum + (output.batched ? size(output.shape) : 0), 0);
  const example = forwardFlops(graph) / 2 + ACTIVATION * activations;
  const step = PASSES * Math.max(batch, LEAST_BATCH) * example + PARAMETER * parameterCount(graph) + STEP;
  const evaluation = (protocols[config.protocol].selectOn === "test" ? data.test.count : data.heldOut) * example + STEP;
  const evaluations = (done: number) => (done < iterations ? Math.floor(done / evaluateEvery) : Math.ceil(iterations / evaluateEvery));
  return {
    iterations,
    after: (done) => done * step + evaluations(done) * evaluation,
    end: (READINGS + mc) * data.test.count * example,
  };
}

/** All of it. */
export const wholeWork = ({ iterations, after, end }: TrialWork): number => after(iterations) + end;

/** The work of each trial of a plan; nets that are alike are built once. */
export function worksOf(trials: readonly PlannedTrial[], load: DataLoader): TrialWork[] {
  const known = new Map<number, TrialWork>(); // run k of a configuration differs from the others in its seed alone
  return trials.map(({ configuration, config, data }) => {
    const work = known.get(configuration) ?? trialWork(config, load(data));
    known.set(configuration, work);
    return work;
  });
}
