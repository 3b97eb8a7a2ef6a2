import type { Shape } from "../shape.ts";
import type { OpAttributes } from "./opAttributes.ts";
import { inputAt, type OpRule } from "./opRule.ts";
import { lengthOf } from "./unary.ts";

/** x times the number in a cell. Inputs: x, cell. */
export const scale: OpRule<OpAttributes["scale"]> = {
  shape: ([x]) => x as Shape,
  forward(emission, node) {
    const x = inputAt(node, 0);
    const factor = emission.cell(inputAt(node, 1));
    emission.emit("scaleForward", { x: emission.value(x), y: emission.value(node.output), factor, length: lengthOf(emission, x) });
  },
  gradient(emission, node) {
    const x = inputAt(node, 0);
    const dy = emission.gradient(node.output);
    const factor = emission.cell(inputAt(node, 1));
    emission.emit("scaleForward", { x: dy, y: emission.contribute(x, dy), factor, length: lengthOf(emission, x) });
  },
};

/** x plus the number in a cell. Inputs: x, cell. */
export const shift: OpRule<OpAttributes["shift"]> = {
  shape: ([x]) => x as Shape,
  forward(emission, node) {
    const x = inputAt(node, 0);
    const amount = emission.cell(inputAt(node, 1));
    emission.emit("shiftForward", { x: emission.value(x), y: emission.value(node.output), amount, length: lengthOf(emission, x) });
  },
  gradient(emission, node) {
    const x = inputAt(node, 0);
    emission.emit("copy", { x: emission.gradient(node.output), y: emission.contribute(x), length: lengthOf(emission, x) });
  },
};
