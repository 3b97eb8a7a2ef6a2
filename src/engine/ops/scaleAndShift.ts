import type { OpRule } from "./opRule.ts";
import { lengthOf } from "./unary.ts";

/** x times the number in a cell. Inputs: x, cell. */
export const scale: OpRule<"scale"> = {
  shape: ({ x }) => x,
  forward(emission, node) {
    const { x } = node.inputs;
    const factor = emission.cell(node.inputs.factor);
    emission.emit("scaleForward", { x: emission.value(x), y: emission.value(node.output), factor, length: lengthOf(emission, x) });
  },
  gradient(emission, node) {
    const { x } = node.inputs;
    const dy = emission.gradient(node.output);
    const factor = emission.cell(node.inputs.factor);
    emission.emit("scaleForward", { x: dy, y: emission.contribute(x, dy), factor, length: lengthOf(emission, x) });
  },
};

/** x plus the number in a cell. Inputs: x, cell. */
export const shift: OpRule<"shift"> = {
  shape: ({ x }) => x,
  forward(emission, node) {
    const { x } = node.inputs;
    const amount = emission.cell(node.inputs.amount);
    emission.emit("shiftForward", { x: emission.value(x), y: emission.value(node.output), amount, length: lengthOf(emission, x) });
  },
  gradient(emission, node) {
    const { x } = node.inputs;
    emission.emit("copy", { x: emission.gradient(node.output), y: emission.contribute(x), length: lengthOf(emission, x) });
  },
};
