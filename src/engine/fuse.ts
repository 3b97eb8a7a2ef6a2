import type { OpAttributes } from "./ops/opAttributes.ts";
import type { Node, Tensor } from "./tensor.ts";

/**
 * Joins neighbouring ops that run faster as one pass over memory, and takes dropout out of evaluation.
 * The result computes the same bits as the ops one by one. What is `kept` stays the result of an op.
 */
export function fuse(nodes: readonly Node[], mode: "train" | "evaluate" | "sample", kept: ReadonlySet<Tensor> = new Set()): Node[] {
  const result: Node[] = [];
  const renamed = new Map<Tensor, Tensor>();
  const consumers = consumersOf(nodes);

  for (const original of nodes) {
    const node = { ...original, inputs: original.inputs.map((input) => renamed.get(input) ?? input) } as Node;
    const x = node.inputs[0] as Tensor;
    const { kind } = node.attributes as OpAttributes["dropout"];
    if (node.op === "dropout" && mode === "evaluate" && kind !== "classic") {
      if (kept.has(node.output)) result.push(node);
      else renamed.set(node.output, x);
      continue;
    }
    const last = result.at(-1);
    const isBetween = last && last.output === x && consumers.get(original.inputs[0] as Tensor) === 1 && !kept.has(x);
    const joined = isBetween && join(last, node);
    if (joined) result[result.length - 1] = joined;
    else result.push(node);
  }
  return result;
}

/** How many ops read each tensor. */
export function consumersOf(nodes: readonly Node[]): Map<Tensor, number> {
  const consumers = new Map<Tensor, number>();
  for (const { inputs } of nodes) for (const input of inputs) consumers.set(input, (consumers.get(input) ?? 0) + 1);
  return consumers;
}

/** The one op that does the work of `first` and then `second`, if there is one. */
function join(first: Node, second: Node): Node | undefined {
  const { output } = second;
  const x = first.inputs[0] as Tensor;
  if (second.op === "maxPool2d" && first.op === "relu") {
    const { size, stride } = second.attributes as OpAttributes["maxPool2d"];
    return size === stride ? { op: "reluPoolDropout", inputs: [x], attributes: { layer: 0, size }, output } : undefined;
  }
  if (second.op !== "dropout" || second.inputs.length > 2) return undefined;
  const rate = second.inputs[1] as Tensor;
  const { layer, kind = "inverted", perMap = false } = second.attributes as OpAttributes["dropout"];
  if (kind !== "inverted" || perMap) return undefined;
  if (first.op === "relu") return { op: "reluDropout", inputs: [x, rate], attributes: { layer }, output };
  if (first.op === "reluPoolDropout" && first.inputs.length === 1) {
    const { size } = first.attributes as { size: number };
    return { op: "reluPoolDropout", inputs: [x, rate], attributes: { layer, size }, output };
  }
  if (first.op === "gather" && first.inputs.length === 2)
    return { op: "gather", inputs: [...first.inputs, rate], attributes: { layer }, output };
  return undefined;
}
