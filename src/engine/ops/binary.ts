import { shapeText } from "../shape.ts";
import type { OpRule } from "./opRule.ts";
import { lengthOf } from "./unary.ts";

/** a + b, a − b, a · b or a / b, element by element; both of one shape. */
export const binary: OpRule<"binary"> = {
  shape({ a, b }, { kind }) {
    if (String(a) !== String(b)) throw new Error(`${kind}: ${shapeText(a)} and ${shapeText(b)} are not the same shape`);
    return a;
  },
  forward(emission, node) {
    const { a, b } = node.inputs;
    if (a.batched !== b.batched) throw new Error(`${node.attributes.kind}: ${a.name} and ${b.name} are not both batched`);
    const { kind } = node.attributes;
    const y = emission.value(node.output);
    emission.emit("binaryForward", { a: emission.value(a), b: emission.value(b), y, kind, length: lengthOf(emission, a) });
  },
  gradient(emission, node) {
    const { a, b } = node.inputs;
    for (const [of, input] of [a, b].entries()) {
      if (!input.trainable) continue;
      emission.emit("binaryInputGradient", {
        a: emission.value(a),
        b: emission.value(b),
        dy: emission.gradient(node.output),
        dx: emission.contribute(input),
        kind: node.attributes.kind,
        of,
        length: lengthOf(emission, a),
      });
    }
  },
};
