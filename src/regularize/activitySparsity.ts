import type { Cell } from "#engine";
import type { ActivationName } from "#nn";
import { type Method, strengthOption } from "./method.ts";
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
sigmoid         KL = ρ log(ρ / ρ̂) + (1 − ρ) log((1 − ρ) / (1 + 2·10⁻⁶ − ρ̂)), of Bernoulli distributions, finite for any mean
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
  isOn: (values) => values.activitySparsity > 0,
  idle: (_, __, { net }) =>
    net.activations.some(({ output }) => output.trainable)
      ? undefined
      : { reason: "this net has no hidden activation layer behind weights; add one, or use 0" },
  isBuiltIn: true,
  attach({ graph, activations, losses }, values) {
    if (!values.activitySparsity) return {};
    const cells: [Cell, numberFrom: (values: MethodValues) => number][] = [];
    const cell = (name: string, numberFrom: (values: MethodValues) => number): Cell => {
      const made = graph.cell(name, numberFrom(values));
      cells.push([made, numberFrom]);
      return made;
    };
    // the numbers in the penalty of one unit: −ρ log ρ̂ + ρ̂, or − (1 − ρ) log(1 − ρ̂), and what does not depend on ρ̂
    const strength = cell("activitySparsity", (now) => now.activitySparsity);
    const minusTarget = cell("minusTarget", ({ sparsityTarget: rho }) => -rho);
    const targetMinusOne = cell("targetMinusOne", ({ sparsityTarget: rho }) => rho - 1);
    const floor = cell("floor", () => FLOOR);
    const onePlus = cell("onePlus", () => 1 + 2 * FLOOR);
    const constants = {
      bernoulli: cell("bernoulli", ({ sparsityTarget: rho }) => rho * Math.log(rho) + (1 - rho) * Math.log(1 - rho)),
      poisson: cell("poisson", ({ sparsityTarget: rho }) => rho * Math.log(rho) - rho),
    };
    for (const { kind, output } of activations) {
      const divergence = divergences[kind];
      if (!divergence)
        throw new Error(
          `activitySparsity: ${kind} can be negative, so its mean has no such target; use ${Object.keys(divergences).join(", ")}`,
        );
      const mean = graph.apply("shift", { x: graph.apply("batchMean", { x: output }, {}), amount: floor }, {});
      const attraction = graph.apply("scale", { x: graph.apply("unary", { x: mean }, { kind: "logarithm" }), factor: minusTarget }, {});
      const rest = () => graph.apply("shift", { x: graph.apply("unary", { x: mean }, { kind: "negate" }), amount: onePlus }, {});
      const repulsion =
        divergence === "poisson"
          ? mean
          : graph.apply("scale", { x: graph.apply("unary", { x: rest() }, { kind: "logarithm" }), factor: targetMinusOne }, {});
      const sum = graph.apply("binary", { a: attraction, b: repulsion }, { kind: "add" });
      graph.apply(
        "addToLoss",
        { x: graph.apply("sum", { x: graph.apply("shift", { x: sum, amount: constants[divergence] }, {}) }, {}), strength, losses },
        {},
      );
    }
    return { cells: (now) => cells.map(([made, numberFrom]) => [made, numberFrom(now)]) };
  },
};

/** Keeps logarithms finite. */
const FLOOR = 1e-6;
