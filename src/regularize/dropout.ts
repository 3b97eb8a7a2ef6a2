import { counted, dropoutTable } from "#engine";
import { type DropoutSite, dropoutLayerKinds, type Net } from "#nn";
import { drawnRate, isFree, STEPS, siteRates } from "./dropoutRates.ts";
import type { Idle, Method } from "./method.ts";
import type { MethodValues } from "./methodOptions.ts";

const allows = (rate: number) => rate >= 0 && rate < 1;

const formulas = Object.entries(dropoutTable)
  .map(([kind, { formula }]) => `${kind.padEnd(13)}${formula}`)
  .join("\n");

/** Dropout in all its kinds, at the dropout layers of a net; by the post's rule the input is dropped at no more than 0.2. */
export const dropout: Method = {
  name: "dropout",
  formula: `with m = 0 with probability p, else 1, drawn for each unit, example and step:
${formulas}
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
      inFloat32: true,
    },
    {
      kind: "choice",
      name: "dropoutKind",
      flags: "--dropout-kind <kind>",
      help: "how units, maps or weights are dropped: see droplab methods dropout",
      default: "inverted",
      choices: dropoutLayerKinds,
      range: dropoutLayerKinds.join(", "),
      builtIn: true,
    },
    {
      kind: "numbers",
      name: "dropoutRates",
      flags: "--dropout-rates <rates>",
      help: "a rate for each dropout layer without one of its own, in their order, separated by commas, instead of --dropout",
      default: [],
      range: "rates in [0, 1)",
      allows,
      inFloat32: true,
    },
  ],
  notes:
    "Layers whose rate the model itself fixes keep it. In a residual block the layers of the shortcut come first, for rates as for names. Rates are drawn in steps of 1 / 65536, and the factor is the exact inverse of the step's.",
  isOn: (values, net) =>
    values.dropout > 0 ||
    values.dropoutRates.some((rate) => rate > 0) ||
    (net?.dropouts ?? []).some(({ rate }) => typeof rate === "number" && rate > 0),
  idle(option, values, { net }) {
    if (net.dropouts.length === 0) return { reason: "this net has no dropout layer; add one to the model, or leave it out" };
    if (option === "dropoutKind") return idleKind(values, net);
    const free = net.dropouts.filter(isFree);
    if (free.length === 0)
      return { reason: "every dropout layer of this net has a rate of its own; take the rates out of the model, or leave it out" };
    return option === "dropout" ? idleRate(values, net, free) : undefined;
  },
  check(values, { dropouts }) {
    for (const [i, rate] of siteRates(values, dropouts).entries()) {
      const { name, kind, maps, ownKind, rate: own } = dropouts[i] as DropoutSite;
      const ofRun = values.dropoutRates.length ? "dropoutRates" : "dropout";
      const [drawn, what] = [drawnRate(rate, kind), typeof own === "number" ? `model: ${name}: rate` : ofRun];
      if (drawn >= 1 || Math.fround(rate) === 1)
        throw new RangeError(`${what}: ${rate} drops everything, in the steps in which rates are drawn; give at most ${MOST}`);
      if (drawn === 0 && rate > 0 && what !== "dropout") throw new RangeError(`${what}: ${tooSmall(rate)}`);
      if (ownKind && kind === "spatial" && maps === 1)
        throw new Error(`model: ${name}: spatial drops whole maps, and there are none: it would drop as inverted does; write "inverted"`);
    }
  },
  attach({ dropouts }) {
    return {
      cells(values) {
        const [rates, free] = [values.dropoutRates, dropouts.filter(isFree).length];
        if (rates.length && free && rates.length !== free) {
          const which = free < dropouts.length ? ` without a rate of ${free === 1 ? "its" : "their"} own` : "";
          throw new Error(
            `dropout-rates: ${counted(rates.length, "rate")} for a net with ${counted(free, "dropout layer")}${which}; give ${free}`,
          );
        }
        const drop = siteRates(values, dropouts);
        return dropouts.map(({ cell }, i) => [cell, drop[i] as number]);
      },
    };
  },
};

/** The highest rate that can be drawn, rounded down. */
const MOST = 0.99998;
const tooSmall = (rate: number) => `${rate} is 0 in the steps of 1 / ${STEPS} in which rates are drawn; give 0, or at least ${1 / STEPS}`;

/** Whether a net draws masks, or noise. */
export function drops(values: MethodValues, { dropouts }: Net): boolean {
  return siteRates(values, dropouts).some((rate, i) => drawnRate(rate, (dropouts[i] as DropoutSite).kind) > 0);
}

function idleRate(values: MethodValues, net: Net, free: readonly DropoutSite[]): Idle | undefined {
  if (values.dropoutRates.length) return { reason: "dropoutRates takes its place; leave one of the two out" };
  const rate = values.dropout;
  const acting = siteRates(values, net.dropouts).filter((_, i) => isFree(net.dropouts[i] as DropoutSite));
  if (acting.every((each, i) => drawnRate(each, (free[i] as DropoutSite).kind) === 0)) return { reason: tooSmall(rate) };
  const most = Math.max(...acting);
  if (most < rate)
    return { reason: `this net has dropout on its input alone, which is dropped at no more than ${most}; give ${most}`, actsAs: most };
  return undefined;
}

/** The run's kind, of the layers that have none of their own. */
function idleKind(values: MethodValues, { dropouts }: Net): Idle | undefined {
  if (dropouts.every(({ ownKind }) => ownKind))
    return { reason: "every dropout layer of this net has a kind of its own; take the kinds out of the model, or leave it out" };
  const kind = values.dropoutKind;
  const rates = siteRates(values, dropouts);
  const acting = dropouts.filter((site, i) => !site.ownKind && drawnRate(rates[i] as number, site.kind) > 0);
  if (kind === "inverted") return undefined; // so it is without the option
  if (acting.length === 0) return { reason: "nothing is dropped where this net takes the run's kind; give dropout too, or leave it out" };
  if (kind === "spatial" && acting.every(({ maps }) => maps === 1))
    return { reason: "spatial drops whole maps, and this net drops none: it would drop single units, as inverted does; give inverted" };
  return undefined;
}
