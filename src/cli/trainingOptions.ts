import { readFileSync } from "node:fs";
import type { Command, Option } from "commander";
import type { ImageDataset } from "#data";
import { buildNet, type DropoutLayerKind, type ModelSpec, modelNames, namedModel, parseModel } from "#nn";
import {
  type OptimizerName,
  optimizerNames,
  optimizerTable,
  parseMomentum,
  parseSchedule,
  type Ramp,
  type ScheduleSpec,
  scheduleTexts,
} from "#optim";
import { attachMethods, catalog, type MethodOption, type MethodValues, methodOptions, methodValues, type OptionValue } from "#regularize";
import { type ProtocolName, protocolNames, protocols, type TrialConfig } from "#train";
import { choiceOption, numberOption, parsedOption, wholeNumberOption } from "./options.ts";
import { UsageError } from "./usageError.ts";

export interface TrainingOptions {
  readonly model: string;
  readonly protocol: ProtocolName;
  readonly optimizer: OptimizerName;
  readonly learningRate?: number;
  readonly momentum?: Ramp;
  readonly schedule: ScheduleSpec;
  readonly batchSize: number;
  readonly iterations: number;
}

const isRate = (value: number) => value > 0 && Number.isFinite(value);

/** Adds what decides how a net is trained: the methods of the catalog, the model and its optimizer. */
export function addTrainingOptions(command: Command): Command {
  command.optionsGroup("Regularizers (droplab methods tells about each):");
  for (const option of catalog.flatMap(({ options }) => options)) command.addOption(methodOption(option));
  command.optionsGroup("Training:");
  return command
    .option("--model <model>", `${modelNames}, or a JSON file`, "lenet")
    .addOption(choiceOption("--protocol <name>", "how the result is judged", protocolNames).default("post"))
    .addOption(choiceOption("--optimizer <name>", "how gradients become steps", optimizerNames).default("adam"))
    .addOption(numberOption("--learning-rate <rate>", `at the start (default: ${defaultRates()})`, "a positive number", isRate))
    .addOption(
      parsedOption(
        "--momentum <m>",
        "of sgd and nesterov: a number in [0, 1), or from:to:iterations for a ramp (default: 0.9)",
        "a number in [0, 1), or from:to:iterations",
        parseMomentum,
      ),
    )
    .addOption(
      parsedOption("--schedule <schedule>", `how the learning rate goes: ${scheduleTexts}`, scheduleTexts, parseSchedule).default(
        { kind: "constant" },
        "constant",
      ),
    )
    .addOption(wholeNumberOption("--batch-size <n>", "images in a step", 1, 8192).default(100))
    .addOption(wholeNumberOption("-i, --iterations <n>", "training steps in each run", 1, 1e9).default(50000));
}

/** The default learning rates, in words. */
function defaultRates(): string {
  const rates = Map.groupBy(optimizerNames, (name) => optimizerTable[name].learningRate);
  return [...rates].map(([rate, names]) => `${rate} for ${names.join(", ")}`).join("; ");
}

function methodOption(option: MethodOption): Option {
  if (option.kind === "number") return numberOption(option.flags, option.help, option.range, option.allows).default(option.default);
  if (option.kind === "choice") {
    const isScope = option.name === "maxNormScope"; // its default is the protocol's
    const choice = choiceOption(
      option.flags,
      option.help + (isScope ? " (default: kernel with protocol post, unit with sound)" : ""),
      option.choices,
    );
    return isScope ? choice : choice.default(option.default);
  }
  return parsedOption(option.flags, option.help, option.range, (text) => {
    const numbers = text.split(",").map((word) => (word.trim() === "" ? Number.NaN : Number(word)));
    return numbers.every(option.allows) ? numbers : undefined;
  });
}

/** What a trial needs from the command line; throws UsageError where model and data do not fit. */
export function trainingConfig(options: TrainingOptions, data: ImageDataset): Omit<TrialConfig, "seed"> {
  const { protocol, optimizer, schedule, iterations, momentum } = options;
  const named = optimizerTable[optimizer];
  if (momentum !== undefined && !named.takesMomentum)
    throw new UsageError(`momentum: ${optimizer} has none of that kind; use it with sgd or nesterov`);
  const values = options as unknown as Readonly<Record<string, OptionValue | undefined>>;
  const given = methodOptions.flatMap(({ name }) => (values[name] === undefined ? [] : [[name, values[name]] as const]));
  const methods = Object.fromEntries(given);
  return {
    protocol,
    model: chooseModel(options.model, protocol, data, methodValues(methods)),
    methods,
    optimizer,
    learningRate: options.learningRate ?? named.learningRate,
    schedule,
    momentum: named.takesMomentum ? (momentum ?? 0.9) : 0,
    iterations,
    evaluateEvery: 100,
    batch: options.batchSize,
  };
}

/** A named model for this data, with ReLU on the logits where the protocol has it, or one from a JSON file as it is. */
function chooseModel(text: string, protocol: ProtocolName, data: ImageDataset, methods: MethodValues): ModelSpec {
  try {
    const { logits } = protocols[protocol];
    const model = namedModel(text, { input: data.shape, classes: data.classes, logits }) ?? modelFromFile(text);
    const net = buildNet(model, { input: data.shape, dropoutKind: methods["dropoutKind"] as DropoutLayerKind });
    if (net.classes !== data.classes) throw new Error(`model: its last layer has ${net.classes} units, the data ${data.classes} classes`);
    attachMethods(net, methods);
    return model;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function modelFromFile(path: string): ModelSpec {
  if (!path.endsWith(".json")) throw new UsageError(`model: ${JSON.stringify(path)} is not ${modelNames}, or a JSON file`);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageError(`model: ${path} cannot be read (${(error as NodeJS.ErrnoException).code}); name a JSON file with a model`);
  }
  try {
    return parseModel(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`model: ${path} is not JSON: ${error.message}`);
    throw new UsageError(`${path}: ${(error as Error).message}`);
  }
}
