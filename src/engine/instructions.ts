import { dropoutKinds } from "./ops/dropoutKinds.ts";
import { binaryKinds, unaryKinds } from "./ops/elementwise.ts";

/**
 * The instruction set: every opcode with its operands, in order. The kernel library's header is generated from this table
 * (kernels/build.ts), and every device must have an entry for each name, so TypeScript and C++ cannot disagree.
 *
 * Operand kinds: `in`, `out` and `inout` are buffers of the arena, `cell` is a scalar of it (-1 where optional and absent),
 * `int` is a plain number, and a list of names a choice of one, whose place is its number. Buffers of activations are
 * [features][lanes].
 */
export type OperandKind = "in" | "out" | "inout" | "cell" | "int" | readonly string[];

const maps = { channels: "int", height: "int", width: "int" } as const;
const convolution = { ...maps, filters: "int", size: "int", stride: "int" } as const;
const pooling = { ...maps, size: "int", stride: "int" } as const;
const dropout = {
  rate: "cell",
  layer: "int",
  given: "in",
  kind: dropoutKinds,
  features: "int",
  positions: "int",
  width: "int",
  ofWeights: "int",
} as const;

export const instructions = {
  gather: { y: "out", scratch: "out", scale: "cell", rate: "cell", layer: "int" },
  gatherLabels: { y: "out" },
  conv2dForward: { x: "in", weight: "in", bias: "in", y: "out", scratch: "out", ...convolution },
  conv2dInputGradient: { dy: "in", weight: "in", dx: "out", scratch: "out", ...convolution },
  conv2dWeightGradient: { x: "in", dy: "in", dweight: "out", dbias: "out", scratch: "out", ...convolution },
  pad2d: { x: "in", y: "out", ...maps, padding: "int" },
  crop2d: { x: "in", y: "out", ...maps, padding: "int" },
  denseForward: { x: "in", weight: "in", bias: "in", y: "out", inputs: "int", outputs: "int" },
  denseInputGradient: { dy: "in", weight: "in", dx: "out", scratch: "out", inputs: "int", outputs: "int" },
  denseWeightGradient: { x: "in", dy: "in", dweight: "out", dbias: "out", scratch: "out", inputs: "int", outputs: "int" },
  reluForward: { x: "in", y: "out", features: "int" },
  reluInputGradient: { y: "in", dy: "in", dx: "out", features: "int" },
  maxPool2dForward: { x: "in", y: "out", ...pooling },
  maxPool2dInputGradient: { x: "in", dy: "in", dx: "out", ...pooling },
  averagePool2dForward: { x: "in", y: "out", ...pooling },
  averagePool2dInputGradient: { dy: "in", dx: "out", ...pooling },
  batchNormTrain: {
    x: "in",
    scale: "in",
    shift: "in",
    y: "out",
    saved: "out",
    runningMean: "inout",
    runningVariance: "inout",
    momentum: "cell",
    epsilon: "cell",
    channels: "int",
    positions: "int",
  },
  batchNormEvaluate: {
    x: "in",
    scale: "in",
    shift: "in",
    y: "out",
    runningMean: "in",
    runningVariance: "in",
    epsilon: "cell",
    channels: "int",
    positions: "int",
  },
  batchNormGradient: {
    x: "in",
    scale: "in",
    saved: "in",
    dy: "in",
    dx: "out",
    dscale: "out",
    dshift: "out",
    channels: "int",
    positions: "int",
  },
  dropoutForward: { x: "in", y: "out", ...dropout },
  dropoutInputGradient: { dy: "in", dx: "out", ...dropout },
  dropoutExpectation: { x: "in", y: "out", rate: "cell", given: "in", length: "int" },
  reluDropoutForward: { x: "in", y: "out", rate: "cell", layer: "int", features: "int" },
  reluDropoutInputGradient: { y: "in", dy: "in", dx: "out", rate: "cell", features: "int" },
  reluPoolDropoutForward: { x: "in", y: "out", rate: "cell", layer: "int", ...maps, size: "int" },
  reluPoolDropoutInputGradient: { x: "in", y: "in", dy: "in", dx: "out", rate: "cell", ...maps, size: "int" },
  copy: { x: "in", y: "out", length: "int" },
  clear: { x: "out", length: "int" },
  accumulate: { sum: "inout", x: "in", length: "int" },
  unaryForward: { x: "in", y: "out", kind: unaryKinds, length: "int" },
  unaryInputGradient: { x: "in", y: "in", dy: "in", dx: "out", kind: unaryKinds, length: "int" },
  binaryForward: { a: "in", b: "in", y: "out", kind: binaryKinds, length: "int" },
  binaryInputGradient: { a: "in", b: "in", dy: "in", dx: "out", kind: binaryKinds, of: "int", length: "int" },
  scaleForward: { x: "in", y: "out", factor: "cell", length: "int" },
  shiftForward: { x: "in", y: "out", amount: "cell", length: "int" },
  sumForward: { x: "in", y: "out", features: "int", width: "int" },
  sumInputGradient: { dy: "in", dx: "out", features: "int", width: "int" },
  batchMeanForward: { x: "in", y: "out", features: "int" },
  batchMeanInputGradient: { dy: "in", dx: "out", features: "int" },
  addToLoss: { x: "in", losses: "inout", strength: "cell" },
  addToLossGradient: { dx: "out", strength: "cell" },
  softmaxCrossEntropy: { logits: "in", labels: "in", losses: "inout", dlogits: "out", classes: "int", smoothing: "cell" },
  oneHot: { labels: "in", y: "out", classes: "int" },
  meanSquaredError: { x: "in", target: "in", losses: "inout", dx: "out", features: "int" },
  watchLoss: { losses: "in", divergedAt: "inout" },
  tally: { logits: "in", labels: "in", counts: "inout", classes: "int" },
  adam: {
    parameter: "inout",
    gradient: "in",
    mean: "inout",
    square: "inout",
    length: "int",
    learningRate: "cell",
    rest1: "cell",
    rest2: "cell",
    epsilon: "cell",
    correction1: "cell",
    correction2: "cell",
  },
  sgd: {
    parameter: "inout",
    gradient: "in",
    velocity: "inout",
    length: "int",
    learningRate: "cell",
    momentum: "cell",
    nesterov: "int",
  },
  rmsProp: {
    parameter: "inout",
    gradient: "in",
    square: "inout",
    length: "int",
    learningRate: "cell",
    rest: "cell",
    epsilon: "cell",
  },
  adagrad: { parameter: "inout", gradient: "in", square: "inout", length: "int", learningRate: "cell", epsilon: "cell" },
  l1Penalty: { weight: "in", gradient: "inout", losses: "inout", length: "int", strength: "cell" },
  l2Penalty: { weight: "in", gradient: "inout", losses: "inout", length: "int", strength: "cell" },
  mixturePenalty: {
    weight: "in",
    gradient: "inout",
    mixLogit: "in",
    mean: "in",
    logSigma: "in",
    mixLogitGradient: "inout",
    meanGradient: "inout",
    logSigmaGradient: "inout",
    losses: "inout",
    length: "int",
    components: "int",
    strength: "cell",
  },
  clipNorm: { gradient: "inout", length: "int", limit: "cell" },
  weightDecay: { parameter: "inout", length: "int", learningRate: "cell", strength: "cell" },
  atLeast: { values: "inout", length: "int", least: "cell" },
  maxNorm: { weight: "inout", groups: "int", length: "int", limit: "cell" },
} as const satisfies Record<string, Record<string, OperandKind>>;

export type InstructionName = keyof typeof instructions;
export type OperandName<K extends InstructionName> = keyof (typeof instructions)[K];

/** The resolved operands of one instruction: arena offsets and plain integers. */
export type Operands<K extends InstructionName> = { readonly [name in OperandName<K>]: number };

export const instructionNames = Object.keys(instructions) as InstructionName[];

/** The opcode is the position in the table. */
export function opcode(name: InstructionName): number {
  return instructionNames.indexOf(name);
}

/** Visits each instruction of a Program's code with its operands by name. */
export function* decode(code: Int32Array): Generator<{ name: InstructionName; operands: Record<string, number> }> {
  for (let at = 0; at < code.length; at += 2 + (code[at + 1] as number)) {
    const name = instructionNames[code[at] as number] as InstructionName;
    const keys = Object.keys(instructions[name]);
    yield { name, operands: Object.fromEntries(keys.map((key, i) => [key, code[at + 2 + i] as number])) };
  }
}
