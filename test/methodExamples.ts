import { catalog, type Method, type OptionValue } from "#regularize";

export type Options = Readonly<Record<string, OptionValue>>;

interface Example {
  /** Ways to turn it on. */
  readonly on: readonly Options[];
  /** Whether it draws random numbers in training. */
  readonly random?: true;
}

/** Ways to turn on each method of the catalog, by its name. */
const examples: Readonly<Record<string, Example>> = {
  dropout: {
    on: [
      { dropout: 0.4 },
      { dropout: 0.4, dropoutKind: "classic" },
      { dropout: 0.4, dropoutKind: "gaussian" },
      { dropout: 0.4, dropoutKind: "spatial" },
      { dropout: 0.4, dropoutKind: "dropConnect" },
      { dropoutRates: [0.1, 0.25, 0.5] },
    ],
    random: true,
  },
  maxNorm: { on: [{ maxNorm: 0.7 }, { maxNorm: 1.2, maxNormScope: "kernel" }] },
  l1: { on: [{ l1: 0.003 }] },
  l2: { on: [{ l2: 0.01 }] },
  weightDecay: { on: [{ weightDecay: 0.1 }] },
  softWeightSharing: { on: [{ softSharing: 0.001, softSharingComponents: 3 }, { softSharing: 0.0003 }] },
  activitySparsity: { on: [{ activitySparsity: 0.05, sparsityTarget: 0.1 }] },
  labelSmoothing: { on: [{ labelSmoothing: 0.1 }] },
  gradientClip: { on: [{ gradientClip: 0.2 }] },
  earlyStopping: { on: [{ earlyStopping: 3 }] },
  monteCarlo: { on: [{ mc: 5 }] },
};

/** The example of a method; a method without one fails every battery. */
export function exampleOf({ name }: Method): Example {
  const example = examples[name];
  if (!example) throw new Error(`${name}: this method of the catalog has no example; add one to test/methodExamples.ts`);
  return example;
}

/** Every method with every way to turn it on. */
export const ways = catalog.flatMap((method) =>
  exampleOf(method).on.map((options) => ({ method, options, title: `${method.name} ${JSON.stringify(options)}` })),
);

/** The same options, but those that switch the method on are at their defaults: off. */
export function off({ method, options }: (typeof ways)[number]): Options {
  const switches: Options = Object.fromEntries(method.options.filter(({ kind }) => kind !== "choice").map((o) => [o.name, o.default]));
  const first = method.options[0]?.name as string;
  return { ...options, [first]: switches[first] as OptionValue, ...("dropoutRates" in options && { dropoutRates: [0, 0, 0] }) };
}
