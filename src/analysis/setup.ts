import { dataOptions } from "#data";
import { canonical } from "#engine";
import type { ConfigurationResults } from "#experiment";
import { catalog, type MethodValues } from "#regularize";

/** What a configuration is, beside its seeds: to say in what two of them differ, and whether they can be compared at all. */
export interface Setup {
  /** The trials by repetition: configurations with the same are one. */
  readonly trials: string;
  readonly dataset: string;
  /** What the test examples are known by; null where that was not written down. */
  readonly testHash: string | null;
  readonly fields: Readonly<Record<string, string>>;
}

const CONTENTS = "data contents";
const text = (value: unknown): string => (typeof value === "object" && value !== null ? canonical(value) : String(value));

/** The setup of a configuration, from its runs: what its data, its model and its training are, where they are on or given. */
export function setupOf({ runs, config, methods }: ConfigurationResults): Setup {
  const { data, dataHash, testHash } = runs[0].record;
  const { methods: _, model, seed: __, streamSeeds, batch, schedule, momentum, ...rest } = config;
  const { dataset, ...reading } = data;
  const numerics = [...new Set(runs.map(({ record }) => record.numerics))].join(", ");
  const fields = {
    dataset,
    ...reading,
    ...(dataHash !== null && dataHash !== dataset && { [CONTENTS]: dataHash.slice(0, 8) }),
    model: model.name,
    layers: canonical({ ...model, name: undefined }),
    ...rest,
    schedule,
    momentum,
    batchSize: batch,
    ...methodsOn(methods),
    ...(streamSeeds && { "held streams": Object.keys(streamSeeds).join(" ") }),
    digits: numerics,
  };
  const known = Object.entries(fields).filter(([, value]) => value !== undefined);
  return {
    trials: runs.map(({ record }) => record.id).join(),
    dataset,
    testHash,
    fields: Object.fromEntries(known.map(([name, value]) => [name, text(value)])),
  };
}

/** The options of the methods that are on, but for defaults: what is off is the same whether it was given or not. */
function methodsOn(values: MethodValues): Readonly<Record<string, unknown>> {
  const options = catalog.filter((method) => method.isOn(values)).flatMap((method) => method.options);
  const shown = options.filter(({ name, default: usual }) => name === "maxNormScope" || String(values[name]) !== String(usual));
  return Object.fromEntries(shown.map(({ name }) => [name, values[name]]));
}

/** What the nets of a configuration are: two with the same have the same accuracies seed by seed. Thinned nets, and more runs, change none. */
export const netsOf = ({ trials, fields: { mc: _, ...fields } }: Pick<Setup, "trials" | "fields">): string =>
  fields["layers"] === undefined ? (trials.split(",")[0] as string) : canonical(fields);

/** Whether two accuracies are of the same test examples; where that was not written down, by the name of the data. */
export function sameTestImages(a: Pick<Setup, "testHash" | "dataset">, b: Pick<Setup, "testHash" | "dataset">): boolean {
  return a.testHash !== null && b.testHash !== null ? a.testHash === b.testHash : a.dataset === b.dataset;
}

/** The fields in which two differ, each with both values in words: `iterations 2000 and 50000`. */
export function differingFields(a: Setup, b: Setup): string[] {
  const names = [...new Set([...Object.keys(a.fields), ...Object.keys(b.fields)])];
  const ofData = ["dataset", "dataDir", ...dataOptions.map(({ name }) => name)];
  const haveSameContents = a.fields[CONTENTS] !== undefined && a.fields[CONTENTS] === b.fields[CONTENTS];
  // the same contents are the same data, however they were asked for
  const differs = (name: string) => a.fields[name] !== b.fields[name] && !(haveSameContents && ofData.includes(name));
  // what is read or made otherwise has other contents: that is one thing
  const isExplained = ofData.some(differs);
  return names.filter(differs).flatMap((name) => {
    const [one, two] = [a.fields[name] ?? "none", b.fields[name] ?? "none"];
    if (name === CONTENTS && isExplained) return [];
    // layers are long, and models that share a name are rare
    if (name === "layers") return a.fields["model"] === b.fields["model"] ? ["layers of the model"] : [];
    return [`${name} ${shortened(one)} and ${shortened(two)}`];
  });
}

const shortened = (value: string): string => (value.length > 40 ? `${value.slice(0, 39)}…` : value);
