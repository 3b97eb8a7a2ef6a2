import { size } from "#engine";
import { idleOnKernels, kernelsOf, type Method, strengthOption } from "./method.ts";

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
  isOn: (values) => values.softSharing > 0,
  idle: (_, __, place) => idleOnKernels(place),
  isBuiltIn: true,
  attach(net, { softSharing, softSharingComponents: components }) {
    if (!softSharing) return {};
    const { graph, losses } = net;
    const strength = graph.cell("softSharing", softSharing);
    const least = graph.cell("leastLogSigma", Math.log(LEAST_DEVIATION));
    const parameter = (name: string, start: (j: number) => number) => {
      const made = graph.parameter(`mixture.${name}`, [components], "mixture", 1, 1);
      net.initialize(made, () => Float64Array.from({ length: components }, (_, j) => Math.fround(start(j))));
      return made;
    };
    const distance = (2 * SPREAD) / (components - 1);
    const mixLogit = parameter("mixLogit", () => 0);
    const mean = parameter("mean", (j) => -SPREAD + j * distance);
    const logSigma = parameter("logSigma", () => Math.log(distance / 2));
    return {
      cells: (values) => [[strength, values.softSharing]],
      transforms: [
        {
          at: "penalty",
          over: "parameters",
          update(emission) {
            const mixture = {
              mixLogit: emission.value(mixLogit),
              mean: emission.value(mean),
              logSigma: emission.value(logSigma),
              mixLogitGradient: emission.gradient(mixLogit),
              meanGradient: emission.gradient(mean),
              logSigmaGradient: emission.gradient(logSigma),
              components,
            };
            for (const x of [mixture.mixLogitGradient, mixture.meanGradient, mixture.logSigmaGradient])
              emission.emit("clear", { x, length: components });
            for (const kernel of kernelsOf(graph))
              emission.emit("mixturePenalty", {
                ...mixture,
                weight: emission.value(kernel),
                gradient: emission.gradient(kernel),
                losses: emission.value(losses),
                length: size(kernel.shape),
                strength: emission.cell(strength),
              });
          },
        },
        {
          at: "projection",
          over: "parameters",
          update(emission) {
            emission.emit("atLeast", { values: emission.value(logSigma), length: components, least: emission.cell(least) });
          },
        },
      ],
    };
  },
};
