/**
 * The post: max-norm "allows bigger learning rates without the weights exploding". A grid of learning rates, with and without
 * max-norm (unit scope), for a dense net with dropout 0.2 under gradient descent with momentum 0.9; four seeds each, the iteration
 * chosen on held-out images, accuracy on the test images. Run: npx node examples/maxNormAllowsBiggerLearningRates.ts
 */
import { availableParallelism } from "node:os";
import { loadMnist, mean, mlp, runTrials, standardDeviation, type TrialConfig } from "droplab";

const seeds = [1, 2, 3, 4];
const limits = [0, 2, 0.5];
const rates = [0.1, 0.3, 0.6, 1];

const trial = (learningRate: number, maxNorm: number, seed: number): TrialConfig => ({
  protocol: "sound",
  model: mlp([128, 128, 128]),
  methods: { dropout: 0.2, maxNorm },
  optimizer: "sgd",
  momentum: 0.9,
  learningRate,
  schedule: { kind: "constant" },
  batch: 100,
  iterations: 200,
  evaluateEvery: 100,
  seed,
});
const cells = rates.flatMap((rate) => limits.map((limit) => ({ rate, limit })));
const trials = cells.flatMap(({ rate, limit }) => seeds.map((seed) => trial(rate, limit, seed)));
const outcomes = await runTrials(trials, { data: loadMnist(), device: "auto", workers: availableParallelism() });

console.log(["rate".padEnd(6), ...limits.map((c) => (c ? `max-norm ${c}` : "no max-norm").padEnd(26))].join("").trimEnd());
for (const [row, rate] of rates.entries()) {
  const texts = limits.map((_, column) => {
    const first = (row * limits.length + column) * seeds.length;
    const results = outcomes.slice(first, first + seeds.length).flatMap((outcome) => (outcome.kind === "done" ? [outcome.result] : []));
    const accuracies = results.flatMap(({ accuracy, divergedAt }) => (accuracy === null || divergedAt !== null ? [] : [100 * accuracy]));
    const diverged = results.filter(({ divergedAt }) => divergedAt !== null).length;
    const text = `${mean(accuracies).toFixed(1)} +/- ${standardDeviation(accuracies, "sample").toFixed(1)}`;
    return (text + (diverged ? `, ${diverged} diverged` : "")).padEnd(26);
  });
  console.log(`${String(rate).padEnd(6)}${texts.join("")}`.trimEnd());
}
