import { chosenOn, type ExampleCounts, type ExperimentReport, parameterTotal } from "#analysis";
import { counted, inLine, NUMERICAL_VERSION } from "#engine";
import { numericalVersionOf, numericsNote, type TrialRecord } from "#experiment";
import { outputActivation } from "#nn";
import { type MethodValues, methodOptions } from "#regularize";
import { laterFields, laterValue, optionsOn, protocols, recordedMethods, type TrialConfig } from "#train";
import { distinctData } from "./distinctData.ts";
import { valueText } from "./sweepTable.ts";

/** How the runs were made, as pairs of a name and a text. What the experiment varies is said to vary, and never as if it were fixed. */
export function facts(report: ExperimentReport): [string, string][] {
  const { experiment, owners, seconds, configurations } = report;
  const records = configurations.map(({ runs: [{ record }] }) => record);
  const all = configurations.flatMap(({ runs }) => runs.map(({ record }) => record));
  const of = (text: (config: TrialConfig) => string) => variants(records.map(({ config }) => text(config)));
  return [
    ["Data", variants(distinctData(records, experiment).map((record) => dataText(record, report.examples.get(record.dataHash ?? ""))))],
    ["Model", variants(configurations.map(({ varied: { model }, config }) => modelText(config, model)))],
    [
      "Optimizer",
      `${of(({ optimizer }) => optimizer)}, learning rate ${of(({ learningRate }) => String(learningRate))}, schedule ${of(scheduleText)}, momentum ${of(momentumText)}, batches of ${of(({ batch }) => String(batch))}`,
    ],
    [
      "Training",
      `${counted(
        of(({ iterations }) => number(iterations)),
        "iteration",
      )}, evaluated every ${of(({ evaluateEvery }) => number(evaluateEvery))}${laterText(records.map(({ config }) => config))}`,
    ],
    ["Protocol", of(protocolText)],
    ["Methods", methodsText(records.map(({ config }) => config))],
    [
      "Machine",
      [
        ...new Set(owners.map(({ machine }) => `${machine.processor}, ${machine.cores} cores, ${machine.device}, Node ${machine.node}`)),
      ].join("; "),
    ],
    [
      "Version",
      `droplab ${[...new Set(owners.map(({ version }) => version))].join(", ")}, numerics ${[...new Set(all.map(({ numerics }) => numerics))].join(", ")}`,
    ],
    ["Time", `${durationText(seconds)} of work${periodText(report)}`],
    ["Experiment", `${experiment.id}: ${experiment.command}`],
    ...(experiment.tags.length ? [["Tags", experiment.tags.join(", ")]] : []),
    ...(experiment.note ? [["Note", experiment.note.trim().replace(/\s*\n\s*/g, " ")]] : []),
  ].map(([name = "", text = ""]) => [name, inLine(text)]);
}

/** What the commands of a report repeat: the same digits, where files hold what they held, and droplab computes as it did. */
export function repeats({ configurations, experiment: { numerics } }: ExperimentReport): string {
  const others = numerics.filter((digits) => numericalVersionOf(digits) !== String(NUMERICAL_VERSION));
  if (others.length) return `with other digits, since the runs are ${numericsNote(others)}`;
  const isFile = configurations.some(({ runs }) => runs.some(({ record: { data, dataHash } }) => dataHash !== data.dataset));
  return `with the same digits${isFile ? " as long as the data have the same contents" : ""}`;
}

const MOST_VARIANTS = 5;

/** The text where it is the same for all; else that it varies, and how. */
function variants(texts: readonly string[]): string {
  const distinct = [...new Set(texts)];
  if (distinct.length <= 1) return distinct[0] ?? "";
  const shown = distinct.slice(0, MOST_VARIANTS).join("; ");
  const rest = distinct.length - MOST_VARIANTS;
  return `varies (${shown}${rest > 0 ? `; ${rest} more` : ""})`;
}

const number = (value: number): string => value.toLocaleString("en");

/** `iris.csv, trainExamples 50: 50 examples trained on, 25 held out, 25 the test part, 3 classes, contents 5c8c1a9922` */
export function dataText({ data: { dataset, ...options }, dataHash, config }: TrialRecord, examples?: ExampleCounts): string {
  const given = Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${value}`]));
  const classes = config.model.layers.findLast(({ layer }) => layer === "dense");
  const parts = [
    ...(examples
      ? [
          `${counted(number(examples.trained), "example")} trained on, ${number(examples.heldOut)} held out, ${number(examples.test)} the test part`,
        ]
      : []),
    ...(classes?.layer === "dense" ? [`${classes.units} classes`] : []),
    ...(dataHash === dataset ? [] : [dataHash === null ? "contents not written down" : `contents ${dataHash.slice(0, 10)}`]),
  ];
  return `${[dataset, ...given].join(", ")}: ${parts.join(", ")}`;
}

/** How one trial is made, as lines of a name and a text. */
export function trialFacts(record: TrialRecord): string[] {
  const { config } = record;
  const { optimizer, learningRate, momentum, batch, iterations, evaluateEvery, seed, streamSeeds = {} } = config;
  const held = Object.entries(streamSeeds).map(([stream, of]) => `, ${stream} ${of}`);
  const rows = [
    ["data", dataText(record)],
    ["model", modelText(config)],
    [
      "optimizer",
      `${optimizer}, learning rate ${learningRate}, schedule ${scheduleText(config)}, ${momentum === 0 ? "" : `momentum ${momentumText(config)}, `}batches of ${batch}`,
    ],
    ["training", `${counted(number(iterations), "iteration")}, evaluated every ${number(evaluateEvery)}${laterText([config])}`],
    ["protocol", protocolText(config)],
    ["methods", methodsText([config])],
    ["seed", `${seed}${held.join("")}`],
  ] as const;
  return rows.map(([name, text]) => `${name.padEnd(9)}  ${inLine(text)}`);
}

/** `, name value` of every field that came later and that some configuration gives. */
function laterText(configs: readonly TrialConfig[]): string {
  const given = laterFields.filter(({ name }) => configs.some((config) => laterValue(config, name) !== undefined));
  return given
    .map(({ name, default: usual }) => `, ${name} ${variants(configs.map((config) => String(laterValue(config, name) ?? usual)))}`)
    .join("");
}

/** By the name that the experiment gives it, where it varies. */
function modelText(config: TrialConfig, varied?: unknown): string {
  const parameters = parameterTotal(config);
  return `${valueText(varied) || config.model.name}${parameters === undefined ? "" : `, ${counted(number(parameters), "parameter")}`}`;
}

const momentumText = ({ momentum }: TrialConfig): string =>
  typeof momentum === "number" ? String(momentum) : `${momentum.from}:${momentum.to}:${momentum.iterations}`;

/** What the protocol came to: a model from a file keeps its own logits. Over what max-norm goes stands with it. */
function protocolText(config: TrialConfig): string {
  const choice = chosenOn(config);
  const chosen =
    choice === "nothing"
      ? "no iteration chosen (one evaluation)"
      : `iteration chosen on the ${choice === "test" ? choice : "held-out"} examples`;
  const activation = outputActivation(config.model);
  const logits = activation === undefined ? "linear logits" : `${activation === "relu" ? "ReLU" : activation} on the logits`;
  return `${config.protocol}: ${logits}, ${chosen}, ${protocols[config.protocol].deviation} standard deviation`;
}

/** Every option that is on in some configuration; one that others do not have so varies. A limit of max-norm comes with its scope. */
function methodsText(configs: readonly TrialConfig[]): string {
  const on = new Set(configs.flatMap((config) => Object.keys(optionsOn(config))));
  const names = methodOptions.map(({ name }) => name).filter((name) => name !== "maxNormScope" && on.has(name));
  const textIn = (name: keyof MethodValues) => (config: TrialConfig) => {
    const values = recordedMethods(config);
    if (name === "maxNorm" && values.maxNorm > 0) return `${values.maxNorm} of each ${values.maxNormScope}`;
    return String(values[name]) || "not given"; // no rates
  };
  return names.map((name) => `${name} ${variants(configs.map(textIn(name)))}`).join(", ") || "none";
}

const scheduleText = ({ schedule }: TrialConfig): string => {
  const { kind, ...options } = schedule;
  const given = Object.entries(options).map(([name, value]) => `${name} ${value}`);
  return [kind, ...given].join(" ");
};

/** From the first start to the last end, in UTC. */
function periodText({ configurations }: ExperimentReport): string {
  const records = configurations.flatMap(({ runs }) => runs.map(({ record }) => record));
  const minute = (time: string) => time.slice(0, 16).replace("T", " ");
  const started = records.flatMap(({ started: at }) => at ?? []).sort()[0];
  const finished = records
    .flatMap(({ finished: at }) => at ?? [])
    .sort()
    .at(-1);
  return started && finished ? `, from ${minute(started)} to ${minute(finished)} UTC` : "";
}

function durationText(seconds: number): string {
  if (seconds < 90) return `${seconds.toFixed(0)} s`;
  if (seconds < 5400) return `${(seconds / 60).toFixed(0)} minutes`;
  return `${(seconds / 3600).toFixed(1)} hours`;
}
