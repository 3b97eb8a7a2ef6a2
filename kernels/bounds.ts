import { type InstructionName, instructionNames, instructions, type OperandKind } from "#engine";

type Named<K extends InstructionName, Kind extends OperandKind> = {
  [name in keyof (typeof instructions)[K]]: (typeof instructions)[K][name] extends Kind ? name : never;
}[keyof (typeof instructions)[K]];
type BufferOf<K extends InstructionName> = Named<K, "in" | "out" | "inout">;

/** How far an instruction reaches: expressions of its whole-number operands, `lanes`, and `imageFeatures` of the examples. */
type Bounds<K extends InstructionName> = { readonly [buffer in BufferOf<K>]: string } & {
  /** Buffers and cells that may be absent (-1). */
  readonly absent?: readonly (BufferOf<K> | Named<K, "cell">)[];
  /** Pairs that must not overlap: copies from one to the other, and offsets of taps that are kept in scratch. */
  readonly apart?: readonly (readonly [BufferOf<K>, BufferOf<K>])[];
  /** What must hold beside the ranges of its whole numbers. */
  readonly needs?: string;
};

const padded = (count: string) => `padded(${count})`;
const all = <Name extends string>(names: readonly Name[], floats: string) =>
  Object.fromEntries(names.map((name) => [name, floats])) as { readonly [name in Name]: string };

const whole = padded("length");
const image = "channels * height * width * lanes";
const outside = "channels * (height + 2 * padding) * (width + 2 * padding) * lanes";
const fits = "size <= height && size <= width";
const [outHeight, outWidth] = ["(floor((height - size) / stride) + 1)", "(floor((width - size) / stride) + 1)"];
const pooled = `channels * ${outHeight} * ${outWidth} * lanes`;
const pooledSide = "channels * floor(height / size) * floor(width / size) * lanes";
const weights = "filters * channels * size * size";
const map = `${outHeight} * ${outWidth} * lanes`;
const normalized = "channels * positions * lanes";
const dropped = "features * positions * width";
const perExample = "features * lanes";
const stride = "(padded(inputs) + 16)";
const dropoutNeeds = "fmod(width, 16) == 0";
const sumNeeds = "width == 1 || fmod(width, 16) == 0";

/** How many floats of each buffer an instruction touches, from its offset on. An instruction without its bounds does not compile. */
export const bounds: { readonly [K in InstructionName]: Bounds<K> } = {
  gather: { y: "imageFeatures * lanes", scratch: "4 * lanes", absent: ["rate"] },
  gatherLabels: { y: "lanes" },
  conv2dForward: {
    x: image,
    weight: weights,
    bias: "filters",
    y: `filters * ${map}`,
    scratch: `${weights} + channels * size * size`,
    apart: [["scratch", "y"]],
    needs: fits,
  },
  conv2dInputGradient: {
    dy: `filters * ${map}`,
    weight: weights,
    dx: image,
    scratch: `${padded(weights)} + filters * (${map} + 48)`,
    apart: [["dy", "scratch"]],
    needs: fits,
  },
  conv2dWeightGradient: {
    x: image,
    dy: `filters * ${map}`,
    dweight: padded(weights),
    dbias: padded("filters"),
    scratch: `16 * ${weights} + 16 * filters + channels * size * size`,
    needs: fits,
  },
  pad2d: { x: image, y: outside, apart: [["x", "y"]] },
  crop2d: { x: outside, y: image, apart: [["x", "y"]] },
  denseForward: { x: "inputs * lanes", weight: "outputs * inputs", bias: "outputs", y: "outputs * lanes" },
  denseInputGradient: {
    dy: "outputs * lanes",
    weight: "outputs * inputs",
    dx: "inputs * lanes",
    scratch: `(inputs * outputs < 65536 ? 0 : 64 * ${stride})`,
    apart: [["weight", "scratch"]],
  },
  denseWeightGradient: {
    x: "inputs * lanes",
    dy: "outputs * lanes",
    dweight: padded("outputs * inputs"),
    dbias: padded("outputs"),
    scratch: `lanes * ${stride}`,
  },
  reluForward: all(["x", "y"], perExample),
  reluInputGradient: all(["y", "dy", "dx"], perExample),
  maxPool2dForward: { x: image, y: pooled, needs: fits },
  maxPool2dInputGradient: { x: image, dy: pooled, dx: image, needs: fits },
  averagePool2dForward: { x: image, y: pooled, needs: fits },
  averagePool2dInputGradient: { dy: pooled, dx: image, needs: fits },
  batchNormTrain: {
    ...all(["x", "y"], normalized),
    ...all(["scale", "shift", "runningMean", "runningVariance"], "channels"),
    saved: "2 * channels",
  },
  batchNormEvaluate: { ...all(["x", "y"], normalized), ...all(["scale", "shift", "runningMean", "runningVariance"], "channels") },
  batchNormGradient: {
    ...all(["x", "dy", "dx"], normalized),
    ...all(["dscale", "dshift"], padded("channels")),
    scale: "channels",
    saved: "2 * channels",
    absent: ["dx"],
  },
  dropoutForward: { ...all(["x", "y", "given"], dropped), absent: ["given"], needs: dropoutNeeds },
  dropoutInputGradient: { ...all(["dy", "dx", "given"], dropped), absent: ["given"], needs: dropoutNeeds },
  dropoutExpectation: { ...all(["x", "y"], whole), given: "1", absent: ["given"] },
  reluDropoutForward: { ...all(["x", "y"], perExample), absent: ["rate"] },
  reluDropoutInputGradient: { ...all(["y", "dy", "dx"], perExample), absent: ["rate"] },
  reluPoolDropoutForward: { x: image, y: pooledSide, absent: ["rate"], needs: fits },
  reluPoolDropoutInputGradient: { ...all(["x", "dx"], image), ...all(["y", "dy"], pooledSide), absent: ["rate"], needs: fits },
  copy: { ...all(["x", "y"], "length"), apart: [["x", "y"]] },
  clear: { x: "length" },
  accumulate: all(["sum", "x"], whole),
  unaryForward: all(["x", "y"], whole),
  unaryInputGradient: all(["x", "y", "dy", "dx"], whole),
  binaryForward: all(["a", "b", "y"], whole),
  binaryInputGradient: { ...all(["a", "b", "dy", "dx"], whole), needs: "of <= 1" },
  scaleForward: all(["x", "y"], whole),
  shiftForward: all(["x", "y"], whole),
  sumForward: { x: "features * width", y: "width", needs: sumNeeds },
  sumInputGradient: { dy: "width", dx: padded("features * width"), needs: sumNeeds },
  batchMeanForward: { x: perExample, y: "features" },
  batchMeanInputGradient: { dy: "features", dx: perExample },
  addToLoss: { x: "1", losses: "3" },
  addToLossGradient: { dx: "16" },
  softmaxCrossEntropy: {
    logits: "classes * lanes",
    labels: "lanes",
    losses: "3",
    dlogits: "classes * lanes",
    absent: ["dlogits", "smoothing"],
  },
  oneHot: { labels: "lanes", y: "classes * lanes" },
  meanSquaredError: { ...all(["x", "target", "dx"], perExample), losses: "3", absent: ["dx"] },
  watchLoss: { losses: "1", divergedAt: "2" },
  tally: { logits: "classes * lanes", labels: "lanes", counts: "1 + classes" },
  adam: all(["parameter", "gradient", "mean", "square"], whole),
  sgd: all(["parameter", "gradient", "velocity"], whole),
  rmsProp: all(["parameter", "gradient", "square"], whole),
  adagrad: all(["parameter", "gradient", "square"], whole),
  l1Penalty: { ...all(["weight", "gradient"], whole), losses: "3" },
  l2Penalty: { ...all(["weight", "gradient"], whole), losses: "3" },
  mixturePenalty: {
    ...all(["weight", "gradient"], whole),
    ...all(["mixLogit", "mean", "logSigma", "mixLogitGradient", "meanGradient", "logSigmaGradient"], "components"),
    losses: "3",
    needs: "components <= 16",
  },
  clipNorm: { gradient: whole },
  weightDecay: { parameter: whole },
  atLeast: { values: "length" },
  maxNorm: { weight: "groups * length" },
};

/** The whole numbers that may be what they like, those that count from 0, and the most of some; all others count from 1. */
const free = ["layer", "nesterov", "ofWeights"];
const fromZero = ["of", "padding", "length"];
const most: Readonly<Record<string, number>> = { size: 32, stride: 65536, padding: 65536 };

interface AnyBounds {
  readonly absent?: readonly string[];
  readonly apart?: readonly (readonly [string, string])[];
  readonly needs?: string;
  readonly [buffer: string]: unknown;
}

function ruleOf(name: InstructionName): string {
  const operands = Object.entries<OperandKind>(instructions[name]);
  const { absent = [], apart = [], needs, ...buffers } = bounds[name] as unknown as AnyBounds;
  const integers = operands.filter(([, kind]) => kind === "int").map(([operand]) => operand);
  const choices = operands.flatMap(([operand, kind]) => (typeof kind === "string" ? [] : [[operand, kind.length] as const]));
  const conditions = [
    ...choices.map(([operand, count]) => `o.${operand} >= 0 && o.${operand} < ${count}`),
    ...integers
      .filter((operand) => !free.includes(operand))
      .map(
        (operand) => `${operand} >= ${fromZero.includes(operand) ? 0 : 1}${operand in most ? ` && ${operand} <= ${most[operand]}` : ""}`,
      ),
    ...(needs ? [`(${needs})`] : []),
    ...operands
      .filter(([, kind]) => kind !== "int" && typeof kind === "string")
      .map(([operand, kind]) => {
        const inside = `b.holds(o.${operand}, ${kind === "cell" ? "1" : buffers[operand]})`;
        return absent.includes(operand) ? `(o.${operand} == -1 || ${inside})` : inside;
      }),
    ...apart.map(([a, z]) => `b.apart(o.${a}, ${buffers[a]}, o.${z}, ${buffers[z]})`),
  ];
  const locals = [...integers.map((operand) => `${operand} = o.${operand}`), "lanes = b.lanes", "imageFeatures = b.features"];
  const title = name[0]?.toUpperCase() + name.slice(1);
  return `static bool fits(const Bounds& b, const ${title}& o) {
  [[maybe_unused]] const double ${locals.join(", ")};
  return ${conditions.join(" && ")};
}`;
}

/** The C++ that tells whether an instruction stays within an arena: the addon asks it about all code that it is given. */
export function boundsHeader(): string {
  const cases = instructionNames.map((name, code) => {
    const title = name[0]?.toUpperCase() + name.slice(1);
    return `    case ${code}: return code[1] == ${Object.keys(instructions[name]).length} && fits(b, *(const ${title}*)(code + 2));`;
  });
  return `// Generated from kernels/bounds.ts by kernels/build.ts. Do not edit.
#pragma once
#include <math.h>
#include "instructions.generated.h"

struct Bounds {
  double arena, lanes, features;  // floats of the arena, lanes of a batch, features of an example
  // Products of whole numbers as doubles: what is too large for the kernels' own arithmetic is too large here.
  bool holds(int32_t offset, double floats) const {
    return offset >= 0 && floats >= 0 && floats < 2147483648.0 && offset + floats <= arena;
  }
  bool apart(int32_t a, double floatsOfA, int32_t z, double floatsOfZ) const { return a + floatsOfA <= z || z + floatsOfZ <= a; }
};
static inline double padded(double count) { return ceil(count / 16) * 16; }

${instructionNames.map(ruleOf).join("\n")}

// code: an instruction with all its operands
static bool fits(const Bounds& b, const int32_t* code) {
  switch (code[0]) {
${cases.join("\n")}
  }
  return false;
}
`;
}
