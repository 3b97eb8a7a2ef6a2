import type { Buffer } from "#engine";
import type { Method } from "./method.ts";

/** The penalty socket of a method that adds one instruction for each kernel, its strength in the cell of this name. */
export function penalizeKernels(instruction: "l1Penalty" | "l2Penalty", cell: string): NonNullable<Method["penalize"]> {
  return (emission, graph, { layout }, losses) => {
    for (const parameter of graph.parameters) {
      if (parameter.role !== "kernel") continue;
      const weight = layout.buffers.get(parameter) as Buffer;
      emission.emit(instruction, {
        weight,
        gradient: layout.gradients.get(parameter) as Buffer,
        losses: emission.value(losses),
        length: weight.length,
        strength: emission.cell(graph.cell(cell, 0)),
      });
    }
  };
}
