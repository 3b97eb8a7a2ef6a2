import { beforeEach, expect, test } from "vitest";
import type { DigitFiles } from "../src/web/playground/state/digitFiles.ts";
import { Lab } from "../src/web/playground/state/lab.ts";
import { type Part, parts } from "../src/web/playground/twin/digits.ts";
import { bareCaller, mnistDigits } from "./playgroundDigits.ts";

Object.assign(globalThis, { document: { hidden: false } });
const { labels, images } = mnistDigits();

/** Files on a slow line: what comes when is the test's to say. */
class SlowFiles implements DigitFiles {
  readonly #comes: { readonly [file in Part | "labels"]: { readonly here: Promise<void>; readonly come: () => void } };

  constructor() {
    const gate = () => {
      let come = () => {};
      const here = new Promise<void>((resolve) => {
        come = resolve;
      });
      return { here, come };
    };
    this.#comes = { labels: gate(), train: gate(), test: gate() };
  }

  come(...files: (Part | "labels")[]): void {
    for (const file of files) this.#comes[file].come();
  }
  async labels() {
    await this.#comes.labels.here;
    return labels;
  }
  async images(part: Part, take: (bytes: Uint8Array<ArrayBuffer>) => void): Promise<void> {
    await this.#comes[part].here;
    take(images[part].slice());
  }
  heldOut(): Promise<never> {
    return new Promise(() => {}); // they never come
  }
}

let files: SlowFiles;
let lab: Lab;
beforeEach(() => {
  files = new SlowFiles();
  lab = new Lab({ a: bareCaller(), b: bareCaller() }, files, { keptAs: null });
});

const said = () => lab.state.notices.value.map(({ text }) => text);
const soon = (milliseconds = 20) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const turn = (dropout: number) => {
  const { settings } = lab.state;
  lab.change({ ...settings.value, b: { ...settings.value.b, dropout } });
};

test("an address is shown at once, and a knob that is turned before its images are here is not turned back", async () => {
  files.come("labels");
  const started = lab.start("#model=mlp(16)&label-noise=0.4");
  expect(lab.state.settings.value.shared).toMatchObject({ model: "mlp(16)", labelNoise: 0.4 });
  await soon();
  for (const dropout of [0.3, 0.2]) turn(dropout);
  expect(lab.address()).toContain("b.dropout=0.2");
  await soon();
  expect([lab.state.faces.value, lab.state.isBusy.value, said()]).toEqual([undefined, true, []]);
  files.come(...parts);
  await started;
  await expect.poll(() => lab.state.isBusy.value, { timeout: 20_000 }).toBe(false);
  expect(lab.state.settings.value.b.dropout).toBe(0.2);
  expect(lab.address()).toBe("model=mlp%2816%29&label-noise=0.4&b.dropout=0.2");
  expect(said()).toEqual([]);
});

test("of two addresses the later one is opened, also before the labels are here", async () => {
  const first = lab.start("#model=mlp(16)");
  await soon();
  const second = lab.open("#model=mlp(8)&seed=7");
  files.come("labels", ...parts);
  await Promise.all([first, second]);
  expect(lab.state.settings.value.shared).toMatchObject({ model: "mlp(8)", seed: 7 });
  expect(lab.address()).toBe("seed=7&model=mlp%288%29");
  expect(lab.state.faces.value?.a.stages.map(({ shape }) => shape[0])).toEqual([1, 8, 10]);
});

test("an address that is opened while another is trained again leaves nothing of it", async () => {
  files.come("labels", ...parts);
  const first = lab.start("#model=mlp(8)&step=3000");
  await expect.poll(() => lab.state.replay.value?.to, { timeout: 20_000 }).toBe(3000);
  expect(lab.address()).toBe("model=mlp%288%29&step=3000");
  await Promise.all([first, lab.open("#model=mlp(8)&b.dropout=0.2"), lab.open("#model=mlp(8)&b.dropout=0.3")]);
  expect([lab.state.replay.value, lab.state.isBusy.value, lab.address()]).toEqual([undefined, false, "model=mlp%288%29&b.dropout=0.3"]);
});

test("another address that is opened while a knob waits for images is not overtaken by it", async () => {
  files.come("labels");
  await lab.start("#model=mlp(16)");
  const { settings } = lab.state;
  lab.change({ ...settings.value, shared: { ...settings.value.shared, labelNoise: 0.2 } });
  await soon();
  await lab.open("#model=mlp(8)");
  files.come(...parts);
  await soon(300);
  expect(lab.address()).toBe("model=mlp%288%29");
});

test("units that a net has not are left out of an address, and said", async () => {
  files.come("labels", ...parts);
  await lab.start("#model=mlp(16)&gone=0.3,0.99,7.1");
  expect(said()).toEqual(["gone: this net has no unit 0.99: it is left out.", "gone: this net has no unit 7.1: it is left out."]);
  expect(lab.state.removed.value).toEqual([[3]]);
  expect(lab.address()).toContain("gone=0.3");
});

test("a pause before all test images are here is scored when they are", async () => {
  files.come("labels", "train");
  await lab.start("#model=mlp(16)");
  await expect.poll(() => lab.state.arrived.value.train, { timeout: 20_000 }).toBe(1);
  await lab.stepOnce();
  await lab.pause();
  expect(lab.state.scores.value.a).toEqual([]);
  files.come("test");
  await expect.poll(() => lab.state.scores.value.b.map(({ step, images: of }) => [step, of]), { timeout: 20_000 }).toEqual([[1, 10_000]]);
});

test("settings that cannot be trained are refused before nets are made of them", async () => {
  files.come("labels", ...parts);
  const nine = { name: "own", layers: [{ layer: "flatten" }, { layer: "dense", units: 9 }] };
  await lab.start(`#train-examples=55001&model=${encodeURIComponent(JSON.stringify(nine))}`);
  expect(said().sort()).toEqual([
    "model: its last layer has 9 units, the data 10 classes; give it as many units as classes.",
    "train-examples: 55001 is not a whole number from 1 to 55000.",
  ]);
  expect(lab.state.settings.value.shared).toMatchObject({ model: "lenet" });
  expect(lab.state.isBusy.value).toBe(false);
});

test("a small experiment can be stopped while its held-out images are on their way, and the twins go on", async () => {
  files.come("labels", ...parts);
  await lab.start("#model=mlp(8)");
  const found = lab.runSmall(lab.state.settings.value, () => {});
  await expect.poll(() => lab.state.isExperimenting.value && lab.state.arrived.value.test, { timeout: 20_000 }).toBe(1);
  await lab.stopSmall();
  expect(await found).toBeUndefined();
  expect(lab.state.isBusy.value).toBe(false);
});

test("a drawing that is to be shown before there are nets is shown when they are made", async () => {
  files.come("labels");
  const started = lab.start("#model=mlp(8)&train-examples=500");
  await soon();
  const drawn = new Uint8Array(784).fill(255, 300, 400);
  lab.see({ drawn });
  await soon();
  expect(said()).toEqual([]);
  files.come(...parts);
  await started;
  expect(lab.state.view.value.drawn).toEqual(drawn);
  expect(lab.state.look.value?.a.image).toBeUndefined();
});

test("an address holds a change that waits for images", async () => {
  files.come("labels");
  await lab.start("#model=mlp(8)");
  const { settings } = lab.state;
  lab.change({ ...settings.value, shared: { ...settings.value.shared, trainExamples: 500 } });
  await soon();
  expect(lab.address()).toBe("model=mlp%288%29&train-examples=500");
});
