/**
 * Soft weight sharing (Nowlan and Hinton 1992) makes the weights of a small net gather around a few values, so that each can be
 * replaced by the mean of its Gaussian. The net trains for 2000 steps first, then 4000 more with sharing. Beside it the same net without,
 * its weights rounded to as many evenly spaced values. One seed; accuracies are on the test images, chosen by nothing. Run: npx node examples/softWeightSharing.ts
 */
import { Learner, loadMnist, mlp } from "droplab";

const COMPONENTS = 16;
const data = loadMnist();

/** The means of the learned mixture, else evenly spaced values over the range of the weights. */
async function valuesFor(learner: Learner): Promise<(weight: number) => number> {
  const part = async (name: string) => (await learner.weights()).find((tensor) => tensor.name === `mixture.${name}`)?.values;
  const [means, logits, logSigmas] = [await part("mean"), await part("mixLogit"), await part("logSigma")];
  if (means && logits && logSigmas)
    return (weight) => {
      const densities = means.map((mean, j) => {
        const [logit = 0, logSigma = 0] = [logits[j], logSigmas[j]];
        return logit - logSigma - ((weight - mean) / Math.exp(logSigma)) ** 2 / 2;
      });
      return means[densities.indexOf(Math.max(...densities))] as number;
    };
  const all = (await kernels(learner)).flatMap(({ values }) => [...values]);
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const step = (most - least) / (COMPONENTS - 1);
  return (weight) => least + Math.round((weight - least) / step) * step;
}
const kernels = async (learner: Learner) => (await learner.weights()).filter(({ name }) => name.endsWith(".weight"));
const distinct = async (learner: Learner) => new Set((await kernels(learner)).flatMap(({ values }) => [...values].map(Math.fround))).size;
const percent = (accuracy: number) => `${(100 * accuracy).toFixed(2)}%`;

for (const softSharing of [0, 1e-5, 1e-4]) {
  const learner = new Learner({
    model: mlp([16]),
    data,
    methods: softSharing ? { softSharing: 1e-8, softSharingComponents: COMPONENTS } : {},
  });
  await learner.train(2000);
  if (softSharing) await learner.set({ softSharing });
  await learner.train(4000);
  const before = `${await distinct(learner)} distinct weights, ${percent((await learner.evaluate()).accuracy)}`;
  const sharedValue = await valuesFor(learner);
  for (const { name, values } of await kernels(learner)) await learner.setWeights(name, values.map(sharedValue));
  const after = `${await distinct(learner)} distinct weights, ${percent((await learner.evaluate()).accuracy)}`;
  console.log(`strength ${softSharing}: ${before}; with ${softSharing ? "their Gaussians' means" : "rounded values"}: ${after}`);
}
