import type { StageEdges, StageFace } from "./seen.ts";

/** So many of each dense stage, and of the classes. */
const [MOST, MOST_OF_CLASSES] = [90, 50];

/**
 * The edges of a net that are drawn for one image: `kernels` by stage, [unit][input], are needed of dense stages only; `values` are those of
 * the pass that is shown.
 */
export function edgesOfNet(
  stages: readonly StageFace[],
  kernels: readonly (ArrayLike<number> | null)[],
  values: readonly Float32Array[],
): StageEdges[] {
  return stages.flatMap(({ kernel, kind, from: [from = 0] }, to) => {
    const [weights, inputs, outputs] = [kernels[to], values[from], values[to]];
    if (!weights || !inputs || !outputs || kernel?.length !== 2) return [];
    // a class is an answer even where it is not positive
    const targets = kind === "logits" ? outputs.map(() => 1) : outputs;
    return [{ from, to, ...strongestEdges(weights, inputs, targets, kind === "logits" ? MOST_OF_CLASSES : MOST) }];
  });
}

/**
 * The largest products of weight and input that lift a unit that is not silent: all edges at once would be a grey cloud.
 * kernel [unit][input], inputs [input], outputs [unit].
 */
export function strongestEdges(
  kernel: ArrayLike<number>,
  inputs: ArrayLike<number>,
  outputs: ArrayLike<number>,
  most: number,
): Pick<StageEdges, "sources" | "targets" | "strengths"> {
  const count = inputs.length;
  const kept = new WeakestFirst(most);
  for (let unit = 0; unit < outputs.length; unit++) {
    if (outputs[unit] === 0) continue;
    for (let input = 0; input < count; input++) {
      const product = (kernel[unit * count + input] as number) * (inputs[input] as number);
      if (product > kept.least) kept.add(product, unit * count + input);
    }
  }
  const edges = kept.ordered();
  const largest = edges.at(-1)?.value ?? 1;
  return {
    sources: Uint32Array.from(edges, ({ place }) => place % count),
    targets: Uint32Array.from(edges, ({ place }) => Math.floor(place / count)),
    strengths: Float32Array.from(edges, ({ value }) => value / largest),
  };
}

/** The largest of many numbers, with their places: a heap whose root is the least of them. */
class WeakestFirst {
  readonly #values: Float64Array;
  readonly #places: Float64Array;
  #count = 0;

  constructor(most: number) {
    this.#values = new Float64Array(most);
    this.#places = new Float64Array(most);
  }

  /** What must be exceeded. */
  get least(): number {
    return this.#count < this.#values.length ? 0 : (this.#values[0] ?? Number.POSITIVE_INFINITY);
  }

  add(value: number, place: number): void {
    if (this.#count < this.#values.length) this.#rise(this.#count++, value, place);
    else this.#sink(value, place);
  }

  ordered(): { readonly value: number; readonly place: number }[] {
    return Array.from({ length: this.#count }, (_, i) => ({ value: this.#values[i] as number, place: this.#places[i] as number })).sort(
      (one, other) => one.value - other.value,
    );
  }

  #rise(from: number, value: number, place: number): void {
    let at = from;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if ((this.#values[above] as number) <= value) break;
      this.#move(above, at);
      at = above;
    }
    this.#put(at, value, place);
  }

  #sink(value: number, place: number): void {
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= this.#count) break;
      if (below + 1 < this.#count && (this.#values[below + 1] as number) < (this.#values[below] as number)) below++;
      if ((this.#values[below] as number) >= value) break;
      this.#move(below, at);
      at = below;
    }
    this.#put(at, value, place);
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#values[from] as number, this.#places[from] as number);
  }

  #put(at: number, value: number, place: number): void {
    this.#values[at] = value;
    this.#places[at] = place;
  }
}
