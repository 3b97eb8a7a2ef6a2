import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadDataset } from "#data/files";
import { openDevice } from "#devices";
import { numericsOf } from "#engine";
import { type BundledRecord, type Member, planExperiment } from "#experiment";
import { runPlan } from "#lab";
import { openLaboratory } from "#store";

export const [EXPERIMENTS, CONFIGURATIONS, SEEDS, EVALUATIONS] = [200, 10, 10, 50];
export const RUNS = EXPERIMENTS * CONFIGURATIONS * SEEDS;
export const about = {
  host: "a host",
  machine: { processor: "a processor", cores: 2, node: "", device: "" },
  version: "0",
  command: "droplab sweep",
};
export const nameOf = (experiment: number): string => `b${experiment.toString(16).padStart(9, "0")}`;

/** The name of the wide experiment. */
export const WIDE = "300 configurations";
const WIDE_RATES = 30;

/**
 * 20,000 runs of 200 experiments, copies of one real run of a small net with 50 evaluations each, put into a store; with one experiment more,
 * of 300 configurations, where that is asked for.
 */
export async function fillStore(place: string, { withWide = false } = {}): Promise<void> {
  const { store, close } = openLaboratory(place, { about });
  await store.importBundle(copies(withWide));
  await close();
}

async function* copies(withWide: boolean): AsyncGenerator<BundledRecord> {
  const load = () => loadDataset("mnist", {});
  const file = join(mkdtempSync(join(tmpdir(), "droplab-")), "one.db");
  const laboratory = openLaboratory(file, { about });
  const { store } = laboratory;
  const grid = { dropout: Array.from({ length: CONFIGURATIONS }, (_, i) => i / 20) };
  const definition = { model: "mlp(16)", iterations: EVALUATIONS, evaluateEvery: 1, reps: 1, grid };
  const plan = planExperiment(definition, load, numericsOf(await openDevice("auto")));
  const settings = { load, device: "auto", workers: 1, stop: new AbortController().signal } as const;
  await store.saveExperiment(plan, "droplab sweep");
  await runPlan(plan, { laboratory, ...settings });
  const reading = await store.reading(plan.trials[0]?.id as string);
  const [experiment] = await store.experiments([plan.id]);
  if (!experiment) throw new Error("the experiment of the bench is gone");
  const members = await store.members(plan.id);
  const runs = [...(await store.trials(members.map(({ trial }) => trial))).values()];
  const evaluations = await Promise.all(runs.map(({ id }) => store.evaluations(id)));
  const name = runs[0]?.reading as string;
  if (reading) yield { kind: "reading", reading: { name, reading } };
  const idOf = (e: number, seed: number, c: number) => ((e * SEEDS + seed) * CONFIGURATIONS + c).toString(16).padStart(20, "0");
  const { states: _, numerics: __, ...kept } = experiment;
  for (let e = 0; e < EXPERIMENTS; e++) {
    const all: Member[] = [];
    for (let seed = 0; seed < SEEDS; seed++)
      for (const [c, run] of runs.entries()) {
        all.push({ trial: idOf(e, seed, c), configuration: c, repetition: seed + 1 });
        const accuracy = 0.9 + ((e * SEEDS + seed * 7 + c * 3) % 97) / 1000;
        const result = run.result && { ...run.result, seed: seed + 1, accuracy };
        const config = { ...run.config, seed: seed + 1 };
        yield { kind: "run", run: { ...run, id: idOf(e, seed, c), config, result, evaluations: evaluations[c] ?? [], weights: null } };
      }
    const definition = { ...kept.definition, reps: SEEDS };
    yield { kind: "experiment", experiment: { ...kept, id: nameOf(e), name: `experiment ${e}`, definition, members: all } };
  }
  if (withWide) {
    const all: Member[] = [];
    for (let c = 0; c < CONFIGURATIONS * WIDE_RATES; c++)
      for (let seed = 0; seed < SEEDS; seed++) {
        const run = runs[Math.floor(c / WIDE_RATES)] as (typeof runs)[number];
        const id = (RUNS + c * SEEDS + seed).toString(16).padStart(20, "0");
        all.push({ trial: id, configuration: c, repetition: seed + 1 });
        const learningRate = rateOf(c % WIDE_RATES);
        const accuracy = 0.9 + ((seed * 7 + c * 3) % 97) / 1000;
        const result = run.result && { ...run.result, seed: seed + 1, accuracy };
        const config = { ...run.config, learningRate, seed: seed + 1 };
        const own = evaluations[Math.floor(c / WIDE_RATES)] ?? [];
        yield { kind: "run", run: { ...run, id, config, result, evaluations: own, weights: null } };
      }
    const rates = Array.from({ length: WIDE_RATES }, (_, i) => rateOf(i));
    const wide = { ...kept.definition, reps: SEEDS, grid: { ...grid, learningRate: rates } };
    yield { kind: "experiment", experiment: { ...kept, id: nameOf(EXPERIMENTS), name: WIDE, definition: wide, members: all } };
  }
  await laboratory.close();
}

const rateOf = (place: number): number => Number((0.0001 * 1.2 ** place).toPrecision(4));
