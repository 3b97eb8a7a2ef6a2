import { type Graph, type Parameter, size } from "#engine";
import { idleOnKernels, kernelsOf, type Method, numberOf, strengthOption } from "./method.ts";

const MOST_COMPONENTS = 16; // MAX_COMPONENTS in kernels/mixture.hpp
/** Means of the components start evenly in ± this, with half the distance between two as deviation. */
const SPREAD = 0.25;
/** Deviations stay at or above this: a component on one single weight would otherwise shrink for ever. */
const LEAST_DEVIATION = 1e-3;

/** Soft weight sharing: weights gather around the means of a mixture of Gaussians that is learned with them. */
export const softWeightSharing: Method = {
  name: "softWeightSharing",
  formula: "loss − λ Σ log Σ πⱼ N(w; μⱼ, σⱼ²) over all kernels; π = softmax(a), μ and log σ are learned with the weights",
  paper: "Nowlan and Hinton 1992, Simplifying neural networks by soft weight-sharing",
  actsOn: "loss",
  options: [
    strengthOption(
      "softSharing",
      "--soft-sharing <strength>",
      "subtract this times the log-likelihood of all kernels under a learned mixture of Gaussians",
    ),
    {
      kind: "number",
      name: "softSharingComponents",
      flags: "--soft-sharing-components <n>",
      help: "Gaussians of the mixture",
      default: 8,
      range: `a whole number from 2 to ${MOST_COMPONENTS}`,
      allows: (count) => Number.isInteger(count) && count >= 2 && count <= MOST_COMPONENTS,
      builtIn: true,
    },
  ],
  notes: `The means start evenly in ±${SPREAD}; deviations stay at or above ${LEAST_DEVIATION}. The mixture's optimizer is that of the weights.`,
  isOn: (values) => numberOf(values, "softSharing") > 0,
  idle: (_, __, place) => idleOnKernels(place),
  cells: (values, { graph }) =>
    graph.cells.some(({ name }) => name === "softSharing") ? { softSharing: numberOf(values, "softSharing") } : {},
  attach(net, values) {
    const { graph } = net;
    const count = numberOf(values, "softSharingComponents");
    const distance = (2 * SPREAD) / (count - 1);
    graph.cell("softSharing", numberOf(values, "softSharing"));
    graph.cell("leastLogSigma", Math.log(LEAST_DEVIATION));
    const start = { mixLogit: () => 0, mean: (j: number) => -SPREAD + j * distance, logSigma: () => Math.log(distance / 2) };
    for (const [name, value] of Object.entries(start)) {
      const parameter = graph.parameter(`mixture.${name}`, [count], "mixture", 1, 1);
      net.initialize(parameter, () => Float64Array.from({ length: count }, (_, j) => Math.fround(value(j))));
    }
  },
  prepare(emission, { graph, losses }, memory, values) {
    const [mixLogit, mean, logSigma] = mixtureOf(graph);
    const { buffers, gradients } = memory.layout;
    for (const part of [mixLogit, mean, logSigma]) emission.emit("clear", { x: gradients.get(part) as never, length: size(part.shape) });
    for (const { kernel, weight, gradient } of kernelsOf(graph, memory))
      emission.emit("mixturePenalty", {
        weight,
        gradient,
        mixLogit: buffers.get(mixLogit) as never,
        mean: buffers.get(mean) as never,
        logSigma: buffers.get(logSigma) as never,
        mixLogitGradient: gradients.get(mixLogit) as never,
        meanGradient: gradients.get(mean) as never,
        logSigmaGradient: gradients.get(logSigma) as never,
        losses: emission.value(losses),
        length: size(kernel.shape),
        components: numberOf(values, "softSharingComponents"),
        strength: emission.cell(graph.cell("softSharing", 0)),
      });
  },
  finish(emission, { graph }, { layout }, values) {
    if (!softWeightSharing.isOn(values)) return;
    const [, , logSigma] = mixtureOf(graph);
    const least = emission.cell(graph.cell("leastLogSigma", 0));
    emission.emit("atLeast", { values: layout.buffers.get(logSigma) as never, length: size(logSigma.shape), least });
  },
};

/** The parameters of the mixture: a, μ and log σ. */
function mixtureOf(graph: Graph): [Parameter, Parameter, Parameter] {
  return graph.parameters.filter(({ role }) => role === "mixture") as [Parameter, Parameter, Parameter];
}
