import type { Cell, Graph } from "#engine";
import type { ActivationName } from "#nn";
import { type Method, numberOf, strengthOption } from "./method.ts";
import type { MethodValues } from "./methodOptions.ts";

/** Which divergence suits the range of an activation: means in (0, 1), or above 0; none for activations that can be negative. */
const divergences: { readonly [kind in ActivationName]?: "bernoulli" | "poisson" } = {
  sigmoid: "bernoulli",
  relu: "poisson",
  softplus: "poisson",
};

/** Activity sparsity: hidden units are drawn to a small mean activation over the step's examples. */
export const activitySparsity: Method = {
  name: "activitySparsity",
  formula: `loss + λ Σ KL(ρ ‖ ρ̂) over hidden units, ρ̂ = the unit's mean activation over the step's examples + 10⁻⁶
sigmoid         KL = ρ log(ρ / ρ̂) + (1 − ρ) log((1 − ρ) / (1 − ρ̂)), of Bernoulli distributions
relu, softplus  KL = ρ log(ρ / ρ̂) + ρ̂ − ρ, of Poisson distributions, since ρ̂ may exceed 1`,
  paper:
    "Lee, Ekanadham and Ng 2008, Sparse deep belief net model for visual area V2; with ReLU nets Srivastava et al. 2014, table 9 (L2 + KL-sparsity)",
  actsOn: "loss",
  options: [
    strengthOption(
      "activitySparsity",
      "--activity-sparsity <strength>",
      "add this times the divergence of mean activations from the target",
    ),
    {
      kind: "number",
      name: "sparsityTarget",
      flags: "--sparsity-target <rho>",
      help: "the mean activation that hidden units are drawn to",
      default: 0.05,
      range: "a number in (0, 1)",
      allows: (target) => target > 0 && target < 1,
    },
  ],
  isOn: (values) => numberOf(values, "activitySparsity") > 0,
  idle: (_, __, { net }) =>
    net.activations.some(({ output }) => output.trainable)
      ? undefined
      : { reason: "this net has no hidden activation layer behind weights; add one, or use 0" },
  cells: (values, { graph }) => (graph.cells.some(({ name }) => name === "activitySparsity") ? cellValues(values) : {}),
  attach({ graph, activations, losses }, values) {
    const { activitySparsity: strength, minusTarget, targetMinusOne, floor, onePlus, ...constants } = cellsOf(graph, values);
    for (const { kind, output } of activations) {
      const divergence = divergences[kind];
      if (!divergence)
        throw new Error(
          `activitySparsity: ${kind} can be negative, so its mean has no such target; use ${Object.keys(divergences).join(", ")}`,
        );
      const mean = graph.apply("shift", [graph.apply("batchMean", [output], {}), floor], {});
      const attraction = graph.apply("scale", [graph.apply("unary", [mean], { kind: "logarithm" }), minusTarget], {});
      const rest = () => graph.apply("shift", [graph.apply("unary", [mean], { kind: "negate" }), onePlus], {});
      const repulsion =
        divergence === "poisson" ? mean : graph.apply("scale", [graph.apply("unary", [rest()], { kind: "logarithm" }), targetMinusOne], {});
      const sum = graph.apply("binary", [attraction, repulsion], { kind: "add" });
      graph.apply("addToLoss", [graph.apply("sum", [graph.apply("shift", [sum, constants[divergence]], {})], {}), strength, losses], {});
    }
  },
};

const FLOOR = 1e-6;

/** The numbers in the penalty of one unit: −ρ log ρ̂ + ρ̂, or − (1 − ρ) log(1 − ρ̂), and what does not depend on ρ̂. */
function cellValues(values: MethodValues) {
  const target = numberOf(values, "sparsityTarget");
  return {
    activitySparsity: numberOf(values, "activitySparsity"),
    minusTarget: -target,
    targetMinusOne: target - 1,
    floor: FLOOR,
    onePlus: 1 + 2 * FLOOR,
    bernoulli: target * Math.log(target) + (1 - target) * Math.log(1 - target),
    poisson: target * Math.log(target) - target,
  };
}

function cellsOf(graph: Graph, values: MethodValues): { readonly [name in keyof ReturnType<typeof cellValues>]: Cell } {
  const cells = Object.entries(cellValues(values)).map(([name, value]) => [name, graph.cell(name, value)]);
  return Object.fromEntries(cells) as { [name in keyof ReturnType<typeof cellValues>]: Cell };
}
