/**
 * The post drops units with probability p in training and scales the weights by 1 − p in inference ("classic" dropout); most
 * libraries scale by 1 / (1 − p) in training instead ("inverted"). They are the same: a classic net whose weights behind dropout are
 * 1 / (1 − p) times those of an inverted one gives the same predictions, whole and thinned. Run: npx node examples/classicEqualsInverted.ts
 */
import { Learner, loadMnist, mlp } from "droplab";

const data = loadMnist();
const rate = 0.5;
const options = { model: mlp([128, 128]), data, seed: 7 };
const inverted = new Learner({ ...options, methods: { dropout: rate } });
await inverted.train(1000);
const classic = new Learner({ ...options, methods: { dropout: rate, dropoutKind: "classic" } });
const dropped = { dense1: Math.min(rate, 0.2), dense2: rate, dense3: rate }; // before each dense layer; the input at most 0.2
for (const { name, values } of await inverted.weights()) {
  const [layer = "", kind] = name.split(".");
  const factor = kind === "weight" ? 1 / (1 - (dropped[layer as keyof typeof dropped] ?? 0)) : 1;
  await classic.setWeights(
    name,
    values.map((value) => value * factor),
  );
}
const images = data.test.images.subarray(0, 1000 * 784);
const [a, b] = [await inverted.predict(images), await classic.predict(images)];
const difference = Math.max(...a.flatMap((row, i) => [...row].map((p, c) => Math.abs(p - (b[i]?.[c] ?? 0)))));
const report = async (name: string, learner: Learner) => {
  const { accuracy, singleMean } = await learner.evaluateThinned(10);
  const whole = (await learner.evaluate()).accuracy;
  const percent = (value: number) => `${(100 * value).toFixed(2)}%`;
  console.log(`${name}: whole net ${percent(whole)}, 10 thinned nets ${percent(accuracy)} together, ${percent(singleMean)} alone`);
};
await report("inverted", inverted);
await report("classic ", classic);
console.log(`largest difference of a probability on 1000 test images: ${difference < 1e-5 ? "below 1e-5" : difference}`);
