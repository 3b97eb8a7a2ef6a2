import { dataOptions } from "#data";
import { canonical } from "#engine";
import { type ConfigurationResults, drawsMasks, freeSites } from "#experiment";
import type { DropoutLayerKind } from "#nn";
import { catalog, dropout, type MethodValues, ratesOfSites } from "#regularize";
import type { TrialConfig } from "#train";
import { equalModel } from "./equalModel.ts";

/** What a configuration is, beside its seeds: to say in what two of them differ, and whether they can be compared at all. */
export interface Setup {
  /** The trials by repetition: configurations with the same are one. */
  readonly trials: string;
  readonly dataset: string;
  /** What the test examples are known by; null where that was not written down. */
  readonly testHash: string | null;
  readonly fields: Readonly<Record<string, string>>;
  /** Its net, however it was asked for: the model with its defaults, and the rate of each dropout layer without one of its own. */
  readonly net?: string;
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
    ...methodsOn(methods, config),
    ...(streamSeeds && { "held streams": Object.keys(streamSeeds).join(" ") }),
    digits: numerics,
  };
  const known = Object.entries(fields).filter(([, value]) => value !== undefined);
  return {
    trials: runs.map(({ record }) => record.id).join(),
    dataset,
    testHash,
    fields: Object.fromEntries(known.map(([name, value]) => [name, text(value)])),
    net: netOf(config),
  };
}

/** The options of the methods that are on, but for defaults: what is off is the same whether it was given or not. */
function methodsOn(values: MethodValues, config: TrialConfig): Readonly<Record<string, unknown>> {
  const isOn = ({ name, isOn }: (typeof catalog)[number]) => isOn(values) || (name === dropout.name && drawsMasks(config));
  const options = catalog.filter(isOn).flatMap((method) => method.options);
  const shown = options.filter(({ name, default: usual }) => name === "maxNormScope" || String(values[name]) !== String(usual));
  return Object.fromEntries(shown.map(({ name }) => [name, values[name]]));
}

function netOf({ model, methods }: TrialConfig): string {
  const { dropout: rate = 0, dropoutRates = [], dropoutKind = "inverted" } = methods;
  const rates = ratesOfSites({ dropout: rate, dropoutRates }, freeSites(model.layers));
  return canonical({ model: equalModel(model, { dropoutKind: dropoutKind as DropoutLayerKind }), rates });
}

/** What the nets of a configuration are: two with the same have the same accuracies seed by seed. Thinned nets, and more runs, change none. */
export function netsOf({ trials, fields, net }: Pick<Setup, "trials" | "fields" | "net">): string {
  if (fields["layers"] === undefined) return trials.split(",")[0] as string;
  const ofNet = net === undefined ? [] : ["model", "layers", "dropout", "dropoutRates", "dropoutKind"];
  const others = Object.entries(fields).filter(([name]) => name !== "mc" && !ofNet.includes(name));
  return canonical({ ...Object.fromEntries(others), net });
}

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
    const [one, two] = [a, b].map(({ fields }) => fields[name] ?? usualOf(name, fields)) as [string, string];
    if (name === CONTENTS && isExplained) return [];
    // layers are long, and models that share a name are rare
    if (name === "layers") return a.fields["model"] === b.fields["model"] ? ["layers of the model"] : [];
    return [`${name} ${shortened(one)} and ${shortened(two)}`];
  });
}

/** What holds where a field is not given: the default of an option whose method is on, else none. */
function usualOf(name: string, fields: Setup["fields"]): string {
  if (name === "dataSeed") return "1";
  const [main, option] =
    catalog.flatMap(({ options }) => options.map((each) => [options[0], each] as const)).find(([, { name: own }]) => own === name) ?? [];
  if (!main || !option || main === option || (main.name !== "dropout" && fields[main.name] === undefined)) return "none";
  return option.kind === "numbers" ? "none" : String(option.default);
}

const shortened = (value: string): string => (value.length > 40 ? `${value.slice(0, 39)}…` : value);
