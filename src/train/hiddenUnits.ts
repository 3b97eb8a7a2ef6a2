import { inputsOf, type Node, type Parameter, type Tensor } from "#engine";
import type { Net } from "#nn";
import type { Robustness } from "./robustness.ts";

/** Units that can be taken from a net one by one: those of a dense layer, or the feature maps of a convolution. */
export interface HiddenUnits {
  readonly kind: Robustness["kind"];
  readonly count: number;
  /** The layers that make them, by name; several where a residual block adds up what they give. */
  readonly layers: readonly string[];
  /** The kernels that read them, [output][unit][place in the unit]: nothing else does. */
  readonly readers: readonly Parameter[];
}

/** One that goes through these stays itself: a feature map with all its places, a unit with its one. */
const keepsUnits: ReadonlySet<Node["op"]> = new Set([
  ...(["pad2d", "relu", "unary", "maxPool2d", "averagePool2d", "batchNorm", "dropout", "flatten", "binary"] as const),
]);

/**
 * The hidden units of a net, layer after layer: those of its dense layers, or where there are none the feature maps. What a residual block
 * adds up is one layer of units. Empty where nothing is hidden: the input's features and the logits are not.
 */
export function hiddenUnits({ graph, logits }: Pick<Net, "graph" | "logits">): HiddenUnits[] {
  const groups = groupsOf(graph.nodes);
  const made = new Map<Tensor, Set<string>>();
  const names = new Map<Tensor, string[]>();
  const readers = new Map<Tensor, Parameter[]>();
  const makers = new Map(graph.nodes.map((node) => [node.output, node]));
  for (const node of graph.nodes) {
    const madeBy = made.get(groups(node.output)) ?? new Set();
    made.set(groups(node.output), madeBy);
    if (node.op === "dense") madeBy.add(`units ${node.attributes.outputs}`);
    else if (node.op === "conv2d") madeBy.add(`maps ${node.attributes.filters}`);
    else if (!keepsUnits.has(node.op)) madeBy.add("others");
    if (node.op !== "dense" && node.op !== "conv2d") continue;
    names.set(groups(node.output), [...(names.get(groups(node.output)) ?? []), node.output.name]);
    const group = groups(node.inputs.x);
    readers.set(group, [...(readers.get(group) ?? []), kernelOf(node.inputs.weight, makers)]);
  }
  const found = [...readers].flatMap(([group, kernels]): HiddenUnits[] => {
    const [only, ...others] = made.get(group) ?? [];
    const [kind, count] = only?.split(" ") ?? [];
    const areUnits = (kind === "units" || kind === "maps") && others.length === 0 && group !== groups(logits);
    return areUnits ? [{ kind, count: Number(count), layers: names.get(group) ?? [], readers: kernels }] : [];
  });
  const dense = found.filter(({ kind }) => kind === "units");
  return dense.length ? dense : found;
}

/** A kernel, also where a dropConnect layer stands before it. */
function kernelOf(weight: Tensor, makers: ReadonlyMap<Tensor, Node>): Parameter {
  const maker = makers.get(weight);
  return maker?.op === "dropout" ? kernelOf(maker.inputs.x, makers) : (weight as Parameter);
}

/** One tensor for all those that hold the same units. */
function groupsOf(nodes: readonly Node[]): (tensor: Tensor) => Tensor {
  const above = new Map<Tensor, Tensor>();
  const top = (tensor: Tensor): Tensor => {
    let found = tensor;
    for (let next = above.get(found); next; next = above.get(found)) found = next;
    return found;
  };
  for (const node of nodes)
    for (const input of keepsUnits.has(node.op) ? inputsOf(node) : []) {
      const [one, other] = [top(input), top(node.output)];
      if (input.batched && one !== other) above.set(other, one);
    }
  return top;
}
