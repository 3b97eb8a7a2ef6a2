/** What a user of the package does in a page, and the test in Node: trains, keeps the net, loads it; asks a net that `droplab save` wrote. */
export async function work({ Learner, mlp }, saved, device) {
  const part = (count, from) => ({
    images: Float32Array.from({ length: 2 * count }, (_, i) => (((i + from) * 7919) % 201) / 100 - 1), // [example][feature]
    labels: Uint8Array.from({ length: count }, (_, n) => Number(((2 * n + from) * 7919) % 201 > 100)), // of the first feature
    features: 2,
    count,
  });
  const data = { name: "halves", classes: 2, shape: [2], scale: 1, train: part(500, 0), test: part(100, 11), heldOut: 80 };
  const learner = new Learner({ model: mlp([16]), data, methods: { dropout: 0.1 }, batch: 20, device });
  const loss = await learner.train(300);
  const { accuracy } = await learner.evaluate();
  return { loss, accuracy, learner, answer: Array.from((await saved.predict(new Uint8Array(784).fill(99)))[0]) };
}
