import type { ReportConfiguration } from "#analysis";
import { buildNet } from "#nn";

/** Inputs for a model that leaves its own to the data: the names of its kernels are the same. */
const someInputs = [undefined, [1, 64, 64], [4096]];

/** The names of the kernels, in the order of their norms; as many as a net of this model has by itself. */
export function kernelNames({ config, methods: { dropoutKind } }: Pick<ReportConfiguration, "config" | "methods">): string[] {
  for (const input of someInputs)
    try {
      const net = buildNet(config.model, { dropoutKind, ...(input && { input }) });
      return net.graph.parameters.filter(({ role }) => role === "kernel").map(({ name }) => name.replace(/\.(weight|kernel)$/, ""));
    } catch {
      // the next input
    }
  return [];
}
