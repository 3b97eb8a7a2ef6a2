import { inputsOf, type Node } from "./node.ts";
import { dropoutRule } from "./ops/dropoutKinds.ts";
import type { Tensor } from "./tensor.ts";

/**
 * Joins neighbouring ops that run faster as one pass over memory, and takes dropout out of evaluation.
 * The result computes the same bits as the ops one by one. What is `kept` stays the result of an op.
 */
export function fuse(nodes: readonly Node[], mode: "train" | "evaluate" | "sample", kept: ReadonlySet<Tensor> = new Set()): Node[] {
  const acting = mode === "evaluate" ? withoutDropout(nodes, kept) : nodes;
  const consumers = consumersOf(acting);
  const result: Node[] = [];
  for (const node of acting) {
    const last = result.at(-1);
    const isAlone = last && consumers.get(last.output) === 1 && !kept.has(last.output);
    const isDropped = node.op === "dropout" && mode === "evaluate"; // kept, or it scales: it draws no mask there
    const joined = isAlone && !isDropped && join(last, node);
    if (joined) result[result.length - 1] = joined;
    else result.push(node);
  }
  return result;
}

/** Dropout that does not scale in evaluation gives its input there: what reads it reads that. */
function withoutDropout(nodes: readonly Node[], kept: ReadonlySet<Tensor>): Node[] {
  const renamed = new Map<Tensor, Tensor>();
  return nodes.flatMap((original) => {
    const inputs = Object.entries(original.inputs).map(([name, input]: [string, Tensor]) => [name, renamed.get(input) ?? input]);
    const node = { ...original, inputs: Object.fromEntries(inputs) } as Node;
    if (node.op !== "dropout" || dropoutRule(node.attributes.kind).scalesInEvaluation || kept.has(node.output)) return [node];
    renamed.set(node.output, node.inputs.x);
    return [];
  });
}

/** How many ops read each tensor. */
export function consumersOf(nodes: readonly Node[]): Map<Tensor, number> {
  const consumers = new Map<Tensor, number>();
  for (const node of nodes) for (const input of inputsOf(node)) consumers.set(input, (consumers.get(input) ?? 0) + 1);
  return consumers;
}

/** The one op that does the work of `first` and then `second`, which alone reads it, if there is one. */
function join(first: Node, second: Node): Node | undefined {
  const { output } = second;
  if (second.op === "maxPool2d" && first.op === "relu" && second.inputs.x === first.output) {
    const { size, stride } = second.attributes;
    return size === stride ? { op: "reluPoolDropout", inputs: first.inputs, attributes: { layer: 0, size }, output } : undefined;
  }
  if (second.op !== "dropout" || second.inputs.x !== first.output || second.inputs.given) return undefined;
  const { rate } = second.inputs;
  const { layer, kind = "inverted", perMap = false } = second.attributes;
  if (kind !== "inverted" || perMap) return undefined;
  if (first.op === "relu") return { op: "reluDropout", inputs: { ...first.inputs, rate }, attributes: { layer }, output };
  if (first.op === "reluPoolDropout" && !first.inputs.rate)
    return { op: "reluPoolDropout", inputs: { ...first.inputs, rate }, attributes: { ...first.attributes, layer }, output };
  if (first.op === "gather" && !first.inputs.rate)
    return { op: "gather", inputs: { ...first.inputs, rate }, attributes: { layer }, output };
  return undefined;
}
