import { expect, test } from "vitest";
import type { ImageDataset } from "#data";
import { planExperiment } from "#experiment";
import { openLaboratory } from "#store";

const part = (count: number) => ({ images: new Uint8Array(count), labels: new Uint8Array(count), features: 1, count });
const data: ImageDataset = { name: "two", classes: 2, shape: [1], scale: 1, train: part(4), test: part(2), heldOut: 1 };
const about = { host: "", machine: { processor: "", cores: 1, node: "", device: "" }, version: "", command: "" };

test("13.28: an experiment of more runs than a function takes arguments is kept with all its repetitions", async () => {
  const plan = planExperiment({ model: { name: "m", layers: [{ layer: "dense", units: 2 }] }, reps: 1 }, () => data, "2 fused");
  const [first] = plan.trials;
  if (!first) throw new Error("no trial");
  // the same trial in every place, so that it is quick
  const trials = Array.from({ length: 130_000 }, (_, k) => ({ ...first, repetition: k + 1 }));
  const { store } = openLaboratory(false, { about });
  await store.saveExperiment({ ...plan, trials, experiment: { ...plan.experiment, reps: trials.length } }, "droplab run");
  expect((await store.members(plan.id)).at(-1)).toEqual({ trial: first.id, configuration: 0, repetition: 130_000 });
  await store.close();
});
