/** Trains the post's net on MNIST with dropout and max-norm. Run: npx node examples/trainThePostsNet.ts */
import { Learner, lenet, loadMnist } from "droplab";

const learner = new Learner({ model: lenet(), data: loadMnist(), methods: { dropout: 0.4, maxNorm: 3 }, seed: 1 });
for (let round = 0; round < 5; round++) {
  const loss = await learner.train(200);
  const { accuracy } = await learner.evaluate("heldOut");
  console.log(`${learner.iteration} iterations: loss ${loss.toFixed(3)}, held out ${(100 * accuracy).toFixed(2)}%`);
}
console.log(`test images: ${(100 * (await learner.evaluate()).accuracy).toFixed(2)}%`);
