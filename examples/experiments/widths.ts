import { defineExperiment } from "droplab";

/** Wider nets and higher rates, with as many units left on average as 64 without dropout. */
const rates = [0, 0.25, 0.5, 0.75];

export default defineExperiment({
  name: "As many units left",
  protocol: "sound",
  trainExamples: 2000,
  iterations: 600,
  reps: 5,
  list: rates.map((dropout) => ({ dropout, model: `mlp(${Math.round(64 / (1 - dropout))})` })),
});
