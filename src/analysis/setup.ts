import { DEFAULT_SPLIT_SEED, dataOptions } from "#data";
import { canonical } from "#engine";
import { type ConfigurationResults, drawsMasks, dropoutLayers } from "#experiment";
import type { DropoutLayerKind } from "#nn";
import { type OptimizerName, optimizerTable, updateOf } from "#optim";
import { catalog, dropout, type MethodValues, methodOptions, ratesOfSites } from "#regularize";
import { type TrialConfig, variedStreams } from "#train";
import { equalModel } from "./equalModel.ts";
import { heldText } from "./heldStreams.ts";

/** What a configuration is, beside its seeds: to say in what two of them differ, and whether they can be compared at all. */
export interface Setup {
  /** The trials by repetition: configurations with the same are one. */
  readonly trials: string;
  readonly dataset: string;
  /** What the test examples are known by; null where that was not written down. */
  readonly testHash: string | null;
  readonly fields: Readonly<Record<string, string>>;
  /** Its net, however it was asked for: the model with its defaults and the rates of the run; see equalModel. */
  readonly net?: string;
  /** What its runs share since --vary held it; undefined where nothing is held, or nothing that is drawn. */
  readonly held?: string | undefined;
  /** Whether it draws masks of dropout. */
  readonly drops?: boolean;
}

const CONTENTS = "data contents";
const text = (value: unknown): string => (typeof value === "object" && value !== null ? canonical(value) : String(value));

/** The setup of a configuration, from its runs: what its data, its model and its training are, where they are on or given. */
export function setupOf({ runs, config, methods }: ConfigurationResults, trainingExamples?: number): Setup {
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
    ...(streamSeeds && { vary: variedStreams.filter((stream) => !(stream in streamSeeds)).join(",") || "none" }),
    digits: numerics,
  };
  const known = Object.entries(fields).filter(([, value]) => value !== undefined);
  return {
    trials: runs.map(({ record }) => record.id).join(),
    dataset,
    testHash,
    fields: Object.fromEntries(known.map(([name, value]) => [name, text(value)])),
    net: netOf(config),
    held: heldText(config, trainingExamples),
    drops: drawsMasks(config),
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
  const rates = ratesOfSites({ dropout: rate, dropoutRates }, dropoutLayers(model.layers));
  return canonical(equalModel(model, { dropoutKind: dropoutKind as DropoutLayerKind, rates }));
}

/** What the nets of a configuration are: two with the same have the same accuracies seed by seed. Thinned nets, and more runs, change none. */
export function netsOf({ trials, fields, net, held }: Pick<Setup, "trials" | "fields" | "net" | "held">): string {
  if (fields["layers"] === undefined) return trials.split(",")[0] as string;
  const ofNet = net === undefined ? [] : ["model", "layers", "dropout", "dropoutRates", "dropoutKind"];
  const others = Object.entries(fields).filter(([name]) => name !== "mc" && name !== "vary" && !ofNet.includes(name));
  return canonical({ ...Object.fromEntries(others), optimizer: updateIn(fields), net, held });
}

/** Whether two accuracies are of the same test examples; where that was not written down, by the name of the data. */
export function sameTestImages(a: Pick<Setup, "testHash" | "dataset">, b: Pick<Setup, "testHash" | "dataset">): boolean {
  return a.testHash !== null && b.testHash !== null ? a.testHash === b.testHash : a.dataset === b.dataset;
}

/** Fields that no accuracy depends on. */
const WITHOUT_CAUSE = ["mc"];

/** How many things differ that could be the cause of a difference. */
export const countCauses = (a: Setup, b: Setup): number => differingNames(a, b).filter((name) => !WITHOUT_CAUSE.includes(name)).length;

/** The fields in which two differ, each with both values in words: `iterations 2000 and 50000`. */
export function differingFields(a: Setup, b: Setup): string[] {
  return differingNames(a, b).map((name) => {
    if (name === "layers") return "layers of the model";
    const [one, two] = [a, b].map(({ fields }) => valueText(name, fields)) as [string, string];
    return `${name} ${shortened(one)} and ${shortened(two)}`;
  });
}

/** The names of the fields in which two differ; what follows from another of them is none. */
function differingNames(a: Setup, b: Setup): string[] {
  const names = [...new Set([...Object.keys(a.fields), ...Object.keys(b.fields)])];
  const ofData = ["dataset", "dataDir", ...dataOptions.map(({ name }) => name)];
  const haveSameContents = a.fields[CONTENTS] !== undefined && a.fields[CONTENTS] === b.fields[CONTENTS];
  // the same contents are the same data, however they were asked for
  const differs = (name: string) => a.fields[name] !== b.fields[name] && !(haveSameContents && ofData.includes(name));
  // what is read or made otherwise has other contents: that is one thing
  const isExplained = ofData.some(differs);
  return names.filter(differs).filter((name) => {
    if (name === CONTENTS) return !isExplained;
    // layers are long, and models that share a name are rare
    if (name === "layers") return a.fields["model"] === b.fields["model"];
    // rates are one thing, however they are given
    if (name === "dropoutRates") return !differs("dropout");
    // streams of which nothing is drawn are held in vain
    if (name === "vary") return a.held !== b.held;
    // a seed of nothing that is drawn
    if (name === "dataSeed")
      return [a, b].every(({ fields: { trainExamples, labelNoise = "0" } }) => trainExamples !== undefined || labelNoise !== "0");
    if (name === "optimizer" && updateIn(a.fields) === updateIn(b.fields) && differs("weightDecay"))
      return [a, b].every(({ fields }) => isOwnDecay(fields));
    if (name === "weightDecay") return ![a, b].every(({ fields }) => isOwnDecay(fields)) || !differs("optimizer");
    return [a, b].every((setup) => isUsed(name, setup));
  });
}

const updateIn = ({ optimizer }: Setup["fields"]) => optimizer && updateOf(optimizer);

/** Whether the weight decay is that which the optimizer has unless another is given. */
const isOwnDecay = ({ optimizer, weightDecay = "0" }: Setup["fields"]): boolean =>
  optimizer !== undefined &&
  Object.hasOwn(optimizerTable, optimizer) &&
  String(optimizerTable[optimizer as OptimizerName].weightDecay) === weightDecay;

/** Whether an option of a method acts: its method is on. */
function isUsed(name: string, { fields, drops = true }: Setup): boolean {
  const main = mainOptionOf(name);
  if (main === undefined || main === name || fields[main] !== undefined) return true;
  return main === dropout.name && drops;
}

/** The first option of the method that an option belongs to, by which it is turned on; undefined of a field of no method. */
const mainOptionOf = (name: string): string | undefined =>
  catalog.find(({ options }) => options.some((option) => option.name === name))?.options[0]?.name;

/** A field in words; the rates of dropout as they are given. */
const valueText = (name: string, fields: Setup["fields"]): string =>
  fields[name] ?? (name === dropout.name ? fields["dropoutRates"] : undefined) ?? usualOf(name, fields);

/** What holds where a field is not given: the default of an option whose method is on, else none. */
function usualOf(name: string, fields: Setup["fields"]): string {
  if (name === "vary") return variedStreams.join(",");
  if (name === "dataSeed") return "1";
  if (name === "splitSeed") return String(DEFAULT_SPLIT_SEED);
  const [main, option] = [mainOptionOf(name), methodOptions.find((each) => each.name === name)];
  if (!main || !option || main === name || (main !== dropout.name && fields[main] === undefined)) return "none";
  return option.kind === "numbers" ? "none" : String(option.default);
}

const shortened = (value: string): string => (value.length > 40 ? `${value.slice(0, 39)}…` : value);
