/**
 * A regularizer that droplab does not have, weight elimination (Weigend, Rumelhart and Huberman 1991), composed of the engine's
 * functions: λ Σ w² / (1 + w²). The engine differentiates it. Run: npx node examples/ownRegularizer.ts
 */
import { Learner, loadMnist, mlp, type Penalty } from "droplab";

const elimination = (strength: number): Penalty => ({
  name: "weight elimination",
  strength,
  of: (w, ops) => ops.sum(ops.divide(ops.square(w), ops.shift(ops.square(w), 1))),
});

const data = loadMnist();
for (const strength of [0, 1e-4, 1e-3]) {
  const learner = new Learner({ model: mlp([64]), data, penalties: [elimination(strength)] });
  await learner.train(1000);
  const weights = (await learner.weights()).flatMap(({ name, values }) => (name.endsWith(".weight") ? [...values] : []));
  const small = weights.filter((w) => Math.abs(w) < 0.01).length / weights.length;
  const { accuracy } = await learner.evaluate();
  console.log(`λ = ${strength}: test ${(100 * accuracy).toFixed(2)}%, ${(100 * small).toFixed(0)}% of the weights below 0.01`);
}
