import { Learner, mlp } from "droplab/browser";
import { work } from "./work.js";

const output = document.querySelector("output");
try {
  const { learner, ...done } = await work({ Learner, mlp }, await Learner.load("./net.json"));
  const again = await Learner.load(new TextEncoder().encode(await learner.save()));
  const [one] = await again.predict([0.5, 0.5]);
  const [same] = await learner.predict([0.5, 0.5]);
  output.textContent = JSON.stringify({ ...done, isSame: String(one) === String(same) });
} catch (error) {
  output.textContent = JSON.stringify({ error: String(error) });
}
output.dataset.state = "done";
