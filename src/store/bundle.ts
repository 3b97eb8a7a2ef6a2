import { z } from "zod";
import { type Bundle, type BundledTrial, type ExperimentRecord, joined, type RunData, StoreError, type StoreReader } from "#experiment";

const FORMAT = "droplab experiments 2";
/** Its trials have a dataset and a dataDir, and nothing that says what these were. */
const OLDER = "droplab experiments 1";

export async function bundleOf(store: StoreReader, experiments: readonly ExperimentRecord[]): Promise<Bundle> {
  const withMembers: Bundle["experiments"][number][] = [];
  for (const experiment of experiments) withMembers.push({ ...experiment, members: await store.members(experiment.id) });
  const ids = [...new Set(withMembers.flatMap(({ members }) => members.map(({ trial }) => trial)))];
  const trials: BundledTrial[] = [];
  for (const trial of (await store.trials(ids)).values()) {
    const weights = await store.weights(trial.id);
    const { buffer, byteOffset, byteLength } = weights ? await joined(weights) : new Float32Array();
    const base64 = weights ? Buffer.from(buffer, byteOffset, byteLength).toString("base64") : null;
    const { attempt: _, failures: __, losses: ___, ...kept } = trial;
    trials.push({ ...kept, evaluations: await store.evaluations(trial.id), weights: base64 });
  }
  return { format: FORMAT, experiments: withMembers, trials };
}

const text = z.string();
const experiment = z.object({
  id: text,
  name: text.nullable(),
  note: text.nullish(),
  tags: z.array(text).optional(),
  definition: z.record(text, z.unknown()),
  command: text,
  created: text.optional(),
  updated: text.optional(),
  members: z.array(z.object({ trial: text, configuration: z.number().int(), repetition: z.number().int() })),
});
const owner = z.object({
  host: text,
  pid: z.number().int(),
  processStart: text,
  machine: z.object({ processor: text, cores: z.number(), node: text, device: text }),
  version: text,
  command: text,
});
const evaluation = z.object({ iteration: z.number(), loss: z.number().nullable(), accuracy: z.number().nullable() }).loose();
const trial = z
  .object({
    id: text.regex(/^[0-9a-f]{20}$/),
    state: z.enum(["queued", "running", "done", "failed", "interrupted", "pruned"]),
    config: z.object({ seed: z.number(), iterations: z.number(), protocol: text }).loose(),
    numerics: text,
    started: text.nullish(),
    finished: text.nullish(),
    owner: owner.nullish(),
    result: z.object({ accuracy: z.number().nullable() }).loose().nullable(),
    evaluations: z.array(evaluation),
    weights: text.nullable(),
  })
  .loose();
const bundle = z.object({
  format: z.literal(FORMAT),
  experiments: z.array(experiment),
  trials: z.array(
    trial.extend({
      data: z.object({ dataset: text }).loose(),
      dataHash: text.nullable(),
      testHash: text.nullable(),
      classNames: z.array(text).nullable(),
    }),
  ),
});
const olderBundle = z.object({
  format: z.literal(OLDER),
  experiments: z.array(experiment),
  trials: z.array(trial.extend({ dataset: text, dataDir: text.nullable() })),
});

/** The bundle in a JSON text; throws StoreError where it is none. */
export function parseBundle(json: string, file: string): Bundle {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new StoreError(`import: ${file} is not JSON: ${(error as Error).message}`);
  }
  const isOlder = (value as Partial<OlderBundle> | null)?.format === OLDER;
  const checked = (isOlder ? olderBundle : bundle).safeParse(value);
  if (checked.success) return isOlder ? upToDate(value as OlderBundle) : (value as Bundle);
  const [issue] = checked.error.issues;
  throw new StoreError(
    `import: ${file} is not what droplab export --json writes: ${issue?.path.join(".") || "the value"}: ${issue?.message}`,
  );
}

interface OlderBundle extends Omit<Bundle, "format" | "trials"> {
  readonly format: typeof OLDER;
  readonly trials: readonly (Omit<BundledTrial, keyof RunData> & { readonly dataset: string; readonly dataDir: string | null })[];
}

function upToDate({ experiments, trials }: OlderBundle): Bundle {
  const upgraded = trials.map(({ dataset, dataDir, ...trial }): BundledTrial => {
    return { ...trial, data: { dataset, ...(dataDir !== null && { dataDir }) }, dataHash: null, testHash: null, classNames: null };
  });
  return { format: FORMAT, experiments, trials: upgraded };
}
