import { dropoutLayerKinds } from "#nn";
import { type Method, numberOf } from "./method.ts";

const allows = (rate: number) => rate >= 0 && rate < 1;
const MOST_OF_INPUT = 0.2;

/** Dropout in all its kinds, at the dropout layers of a net; by the post's rule the input is dropped at no more than 0.2. */
export const dropout: Method = {
  name: "dropout",
  formula: `with m = 0 with probability p, else 1, drawn for each unit, example and step:
inverted     y = x · m / (1 − p) in training, x in evaluation
classic      y = x · m in training, x · (1 − p) in evaluation (the same as the next weights times 1 − p)
gaussian     y = x · (1 + √(p / (1 − p)) · z), z standard normal, in training; x in evaluation
spatial      as inverted, m drawn for each feature map instead of each unit; units of flat layers and of a single map (a grey image) by themselves
dropConnect  as inverted, m drawn for each weight of the next layer and each step (shared by the step's examples)`,
  paper: `Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov 2014, Dropout: a simple way to prevent neural networks from overfitting
(classic; gaussian in section 10); spatial: Tompson, Goroshin, Jain, LeCun and Bregler 2015, Efficient object localization using
convolutional networks; dropConnect: Wan, Zeiler, Zhang, LeCun and Fergus 2013, Regularization of neural networks using DropConnect`,
  actsOn: "activations",
  options: [
    {
      kind: "number",
      name: "dropout",
      flags: "-d, --dropout <rate>",
      help: "drop each unit with this probability in training (the input at most 0.2)",
      default: 0,
      range: "a rate in [0, 1)",
      allows,
    },
    {
      kind: "choice",
      name: "dropoutKind",
      flags: "--dropout-kind <kind>",
      help: "how units, maps or weights are dropped: see droplab methods dropout",
      default: "inverted",
      choices: dropoutLayerKinds,
      range: dropoutLayerKinds.join(", "),
    },
    {
      kind: "numbers",
      name: "dropoutRates",
      flags: "--dropout-rates <rates>",
      help: "a rate for each dropout layer, in their order, separated by commas, instead of --dropout",
      default: [],
      range: "rates in [0, 1)",
      allows,
    },
  ],
  notes:
    "Layers whose rate the model itself fixes keep it. Rates are drawn in steps of 1 / 65536, and the factor is the exact inverse of the step's.",
  isOn: (values) => numberOf(values, "dropout") > 0 || ratesOf(values).some((rate) => rate > 0),
  cells(values, { dropouts }) {
    const rates = ratesOf(values);
    if (rates.length && rates.length !== dropouts.length)
      throw new Error(`dropout-rates: ${rates.length} rates for a net with ${dropouts.length} dropout layers; give ${dropouts.length}`);
    const rate = numberOf(values, "dropout");
    const ruled = { hidden: rate, input: Math.min(rate, MOST_OF_INPUT) };
    return Object.fromEntries(
      dropouts.map(({ cell, rate: rule }, i) => [cell.name, rates[i] ?? (typeof rule === "number" ? rule : ruled[rule])]),
    );
  },
};

const ratesOf = (values: Parameters<Method["isOn"]>[0]): readonly number[] => values["dropoutRates"] as readonly number[];
