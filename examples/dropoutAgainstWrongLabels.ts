/**
 * Where dropout helps: 2,000 training images of MNIST, 40% of them with a wrong label, which a net of two hidden layers of 128 can
 * learn by heart. Three seeds; accuracy on the test images, whose labels are right, at the end of training and at the iteration that
 * 5,000 held-out images choose. Run: npx node examples/dropoutAgainstWrongLabels.ts
 */
import { availableParallelism } from "node:os";
import { limitTraining, loadMnist, mean, mlp, runTrials, type TrialConfig } from "droplab";

const iterations = 500;
const seeds = [1, 2, 3];
const data = limitTraining(loadMnist(), { trainExamples: 2000, labelNoise: 0.4 });

const trial = (dropout: number, evaluateEvery: number, seed: number): TrialConfig => ({
  protocol: "sound",
  model: mlp([128, 128]),
  methods: { dropout },
  optimizer: "adam",
  momentum: 0,
  learningRate: 0.001,
  schedule: { kind: "constant" },
  batch: 100,
  iterations,
  evaluateEvery,
  seed,
});

for (const [when, evaluateEvery] of [
  [`after ${iterations} iterations`, iterations],
  ["chosen on held-out images", 100],
] as const)
  for (const dropout of [0, 0.5]) {
    const trials = seeds.map((seed) => trial(dropout, evaluateEvery, seed));
    const outcomes = await runTrials(trials, { data, device: "auto", workers: availableParallelism() });
    const results = outcomes.flatMap((outcome) => (outcome.kind === "done" ? [outcome.result] : []));
    const accuracy = mean(results.map((result) => result.accuracy ?? 0));
    const byHeart = mean(results.map(({ memorized }) => memorized?.asLabelled ?? 0));
    const texts = [`${(100 * accuracy).toFixed(1)}% right`, `${(100 * byHeart).toFixed(1)}% of the wrong labels learned by heart`];
    console.log(`${when}, dropout ${dropout}: ${texts.join(", ")}`);
  }
