import { optimizerNames, optimizerTable } from "#optim";
import { idleOnKernels, type Method, strengthOption } from "./method.ts";

const decaying = optimizerNames.filter((name) => optimizerTable[name].weightDecay > 0);
/** 1 − this is 1 as a float32. */
const SMALLEST_SHARE = 2 ** -25;

/** Decoupled weight decay: kernels (not biases) shrink before each step of any optimizer. */
export const weightDecay: Method = {
  name: "weightDecay",
  formula: "w ← w · (1 − η λ), then the optimizer's step with learning rate η; kernels only",
  paper: "Loshchilov and Hutter 2019, Decoupled weight decay regularization",
  actsOn: "update",
  options: [
    {
      ...strengthOption("weightDecay", "--weight-decay <strength>", "shrink all kernels by 1 − learning rate × this before each step"),
      defaultText: ["0", ...decaying.map((name) => `${optimizerTable[name].weightDecay} with ${name}`)].join(", or "),
    },
  ],
  notes:
    "With plain gradient descent this is L2 with half the strength; with Adam it is not, which is its point. adamW is adam with this method on.",
  isOn: (values) => values.weightDecay > 0,
  idle(_, values, place) {
    const [strength, { learningRate = Number.POSITIVE_INFINITY }] = [values.weightDecay, place];
    if (strength * learningRate <= SMALLEST_SHARE)
      return {
        reason: `learning rate ${learningRate} × ${strength} is less than a float32 can lose; give more than ${(SMALLEST_SHARE / learningRate).toPrecision(2)}, or 0`,
      };
    return idleOnKernels(place);
  },
  attach({ graph }, values) {
    const strength = graph.cell("weightDecay", values.weightDecay);
    return {
      cells: ({ weightDecay }) => [[strength, weightDecay]],
      transforms: [
        {
          at: "decay",
          over: "tiles",
          update(emission, { parameter, length }, learningRate) {
            emission.emit("weightDecay", { parameter, length, learningRate, strength: emission.cell(strength) });
          },
        },
      ],
    };
  },
};
