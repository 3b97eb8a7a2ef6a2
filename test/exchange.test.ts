import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execPath } from "node:process";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import type { DataReading } from "#data";
import { type ExperimentRecord, readingName, readingText } from "#experiment";
import { bundleText, openLaboratory, readBundle, readLaboratory } from "#store";
import { evaluation, idsOf, numbersOf, offered, planOf, requirementsOf, result } from "./laboratories.ts";

const golden = JSON.parse(readFileSync(fileURLToPath(new URL("golden/bundleOfVersion1.json", import.meta.url)), "utf8"));
const about = { host: "", machine: { processor: "", cores: 1, node: "", device: "" }, version: "", command: "" };
const folder = mkdtempSync(join(tmpdir(), "droplab-exchange-"));
afterAll(() => rmSync(folder, { recursive: true }));

const options = { name: "all.json", commandOf: () => "droplab run" };
const bytesOf = async function* (text: string | Uint8Array, size = 1000): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text as string);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
};
async function* textOf(pieces: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) yield Buffer.from(piece);
}
/** Imports a text into a store that is empty: what it holds then, or what was said. */
async function imported(text: string | Uint8Array, size?: number) {
  const { store } = openLaboratory(false, { about });
  try {
    const count = await store.importBundle(readBundle(bytesOf(text, size), options));
    expect(await store.check()).toMatchObject({ damages: [], unsummed: 0 });
    const [experiment] = await store.experiments();
    return { count, experiment, weights: await numbersOf(await store.weights("f71103862413a3303e84")) };
  } catch (error) {
    expect(await store.experiments()).toEqual([]);
    expect(await store.find("trial", "")).toEqual([]);
    return (error as Error).message;
  } finally {
    await store.close();
  }
}

/** How data were read, as far as that must be said. */
const reading: DataReading = { name: "tiny", classes: 2, shape: [2], scale: 1, kind: "floats" };

type Change = (bundle: typeof golden) => void;
const [first, second, experiment] = ["run 11ed8ed739b6b40d4d27", "run f71103862413a3303e84", "experiment 0af90d999c"];

describe("15.5: import takes nothing, and names the record, where", () => {
  test.each<[string, Change, string]>([
    [
      "an accuracy is none",
      (b) => Object.assign(b.trials[1].result, { accuracy: 42 }),
      `${second}.result.accuracy: 42 is not a number in [0, 1]`,
    ],
    [
      "a grid is no list",
      (b) => Object.assign(b.experiments[0].definition, { grid: { dropout: 5 } }),
      `${experiment}.definition: grid.dropout: 5 is not an array`,
    ],
    [
      "a run has no model",
      (b) => Reflect.deleteProperty(b.trials[0].config, "model"),
      `${first}.config: model: undefined is not a model, such as lenet()`,
    ],
    [
      "a model is broken",
      (b) => Object.assign(b.trials[0].config.model.layers[1], { units: -1 }),
      `${first}.config: model.layers[1].units: -1 is not a whole number from 1 to 1000000`,
    ],
    [
      "a method is unknown",
      (b) => Object.assign(b.trials[0].config.methods, { dropuot: 0.5 }),
      `${first}.config.methods: there is no field "dropuot"; did you mean dropout?`,
    ],
    [
      "a rate is none",
      (b) => Object.assign(b.trials[0].config.methods, { dropout: 1 }),
      `${first}.config.methods.dropout: 1 is not a rate in [0, 1)`,
    ],
    [
      "a run that is done has no result",
      (b) => Object.assign(b.trials[1], { result: null }),
      `${second}.result: a run that is done has one; it must be an object`,
    ],
    [
      "a result is of another seed",
      (b) => Object.assign(b.trials[1].result, { seed: 7 }),
      `${second}.result.seed: 7 is not the seed of the run, 3840244119`,
    ],
    [
      "a result says more than there is",
      (b) => Object.assign(b.trials[1].result, { score: 7 }),
      `${second}.result: there is no field "score"; did you mean cores?`,
    ],
    [
      "a run went on too long",
      (b) => Object.assign(b.trials[1], { iteration: 11 }),
      `${second}.iteration: 11 is not a whole number from 0 to 10`,
    ],
    [
      "an evaluation is none",
      (b) => Object.assign(b.trials[1].evaluations[0], { accuracy: "high" }),
      `${second}.evaluations[0].accuracy: "high" is not a number in [0, 1]`,
    ],
    [
      "evaluations are out of order",
      (b) => b.trials[1].evaluations.push(b.trials[1].evaluations[0]),
      `${second}.evaluations[1].iteration: 10 is not a whole number from 11 to 10`,
    ],
    [
      "a time is none",
      (b) => Object.assign(b.trials[1], { created: "yesterday" }),
      `${second}.created: "yesterday" is not a time such as 2026-11-26T10:00:00.000Z`,
    ],
    ["an id is none", (b) => Object.assign(b.trials[1], { id: 7 }), "trials[1].id: 7 is not a string"],
    ["weights are no base64", (b) => Object.assign(b.trials[1], { weights: "no!!" }), "trials[1].weights: they are not base64"],
    [
      "weights are cut",
      (b) => Object.assign(b.trials[1], { weights: "AAAA" }),
      `${second}.weights: they are no whole number of floats in base64`,
    ],
    [
      "weights are numbers",
      (b) => Object.assign(b.trials[1], { weights: [1, 2] }),
      `${second}.weights: they are neither a text in base64 nor null`,
    ],
    ["a run is missing", (b) => b.trials.pop(), `${experiment}.members[0].trial: f71103862413a3303e84 is no run of the file`],
    ["a run is there twice", (b) => b.trials.push(b.trials[0]), `${first} is there twice`],
    ["a run is of no experiment", (b) => b.experiments[0].members.pop(), `${first} is of no experiment of the file`],
    [
      "a reading is another than its name says",
      (b) => Object.assign(b, { readings: [{ name: "0".repeat(20), reading }] }),
      "readings[0].name: it is not that of its reading; export it again",
    ],
    [
      "a reading is none",
      (b) => Object.assign(b, { readings: [{ name: "0".repeat(20), reading: { ...reading, classes: 1 } }] }),
      "readings[0].reading.classes: 1 is not a whole number from 2 to 256",
    ],
    [
      "a reading is missing",
      (b) => Object.assign(b.trials[1], { reading: "0".repeat(20) }),
      `${second}.reading: 00000000000000000000 is no reading of the file`,
    ],
    [
      "a reading is of no run",
      (b) => Object.assign(b, { readings: [{ name: readingName(readingText(reading)), reading }] }),
      `reading ${readingName(readingText(reading))} is of no run of the file`,
    ],
    [
      "two runs have one place",
      (b) => Object.assign(b.experiments[0].members[1], { repetition: 1 }),
      `${experiment}.members[1]: repetition 1 of configuration 0 is there twice`,
    ],
    [
      "a run is of no configuration",
      (b) => Object.assign(b.experiments[0].members[1], { configuration: 1 }),
      `${experiment}.members[1].configuration: 1 is not a whole number from 0 to 0`,
    ],
    [
      "the format is a newer one",
      (b) => Object.assign(b, { format: "droplab experiments 9" }),
      'it is written as "droplab experiments 9", by a newer droplab; this one reads "droplab experiments 4" and older ones',
    ],
    ["it is something else", (b) => Object.assign(b, { format: 1 }), "it is not what droplab export --json writes: it has no format"],
    [
      "there is a list that means nothing",
      (b) => Object.assign(b, { runs: [1] }),
      'there is no field "runs" in what droplab export --json writes',
    ],
  ])("%s", async (_, change, says) => {
    const bundle = structuredClone(golden);
    change(bundle);
    expect(await imported(JSON.stringify(bundle))).toBe(`import: all.json: ${says}`);
  });

  test.each([
    ["is cut", JSON.stringify(golden).slice(0, -20), "it ends in the middle; export it again"],
    ["is empty", "", "it is empty; name what droplab export --json wrote"],
    ["is no JSON", "id,runs\n1,2\n", "it is not JSON: Unexpected token 'i', \"id,runs\n1,2\n\" is not valid JSON"],
    ["is a list", JSON.stringify([golden]), "it is not what droplab export --json writes: it has no format"],
    ["has two values", `${JSON.stringify(golden)}{}`, "it is not JSON: Unexpected non-whitespace character after JSON"],
    [
      "is no text",
      Uint8Array.of(80, 65, 82, 49, 0, 255, 0),
      "it holds bytes of 0, so it is no text; name a file that droplab export --json wrote, or take the experiments of a store with droplab copy --from",
    ],
    ["is in another encoding", Uint8Array.of(123, 34, 228, 34, 58, 49, 125), "it is not UTF-8; export it again, or save it as UTF-8"],
  ])("the text %s", async (_, text, says) => {
    expect(await imported(text)).toBe(`import: all.json: ${says}`);
  });
});

describe("15.5: what import reads", () => {
  const expected = imported(JSON.stringify(golden));

  test.each<[string, string | Uint8Array, number]>([
    ["byte by byte", JSON.stringify(golden), 1],
    ["with spaces and lines", JSON.stringify(golden, null, 2), 7],
    ["as UTF-16 with its mark", Buffer.concat([Uint8Array.of(255, 254), Buffer.from(JSON.stringify(golden), "utf16le")]), 11],
    [
      "with the runs before the experiments, and the format last",
      JSON.stringify(Object.fromEntries(Object.entries(golden).toReversed())),
      64,
    ],
  ])("may come %s", async (_, text, size) => {
    expect(await expected).toMatchObject({ count: { experiments: 1, runs: 2, newRuns: 2 } });
    expect(await expected).toHaveProperty("weights.90");
    expect(await imported(text, size)).toEqual(await expected);
  });
});

/** A store in a file with an experiment of so many runs, each with so many weights. */
async function storeWith(file: string, runs: number, weights: number): Promise<ExperimentRecord> {
  const laboratory = openLaboratory(file, { about });
  const plan = await offered(laboratory, planOf(runs));
  for (const claim of await laboratory.queue.take(requirementsOf(plan), runs)) {
    const config = plan.trials.find(({ id }) => id === claim.id)?.config;
    const kept = Float32Array.from({ length: weights }, (_, k) => k % 1000);
    const { accuracy } = evaluation(10);
    const made = { ...result, accuracy, selectionAccuracy: accuracy, seed: config?.seed as number, evaluations: [evaluation(10)] };
    await laboratory.store.finish(claim, made, 1, [kept.subarray(0, 5), kept.subarray(5)]);
  }
  const [saved] = await laboratory.store.experiments([plan.id]);
  await laboratory.close();
  expect(idsOf(plan).length).toBe(runs);
  return saved as ExperimentRecord;
}

test("15.5: export and import hold one net at a time: many large ones go through a small heap, and arrive bit for bit", async () => {
  const [one, other] = [join(folder, "one.db"), join(folder, "other.db")];
  await storeWith(one, 6, 1_500_000); // 48 MB of base64
  const bin = fileURLToPath(new URL("../bin/droplab.js", import.meta.url));
  const droplab = `"${execPath}" --max-old-space-size=40 "${bin}"`;
  execFileSync("sh", ["-c", `${droplab} export --json --store "${one}" | ${droplab} import - --store "${other}"`], { stdio: "pipe" });
  const [a, b] = [readLaboratory(one), readLaboratory(other)];
  const [{ id }] = (await a.experiments()) as [ExperimentRecord];
  const members = await a.members(id);
  expect(await b.members(id)).toEqual(members);
  const sums = new Set<number>();
  for (const { trial } of members) {
    const numbers: number[] = [];
    for await (const part of (await b.weights(trial)) ?? [])
      numbers.push(
        part.length,
        part.reduce((sum, x) => sum + x, 0),
      );
    sums.add(numbers.reduce((sum, x) => sum + x, 0));
    expect(await b.evaluations(trial)).toEqual(await a.evaluations(trial));
  }
  expect([...sums]).toEqual([1_500_000 + 999 * 750_000]);
  await a.close();
  await b.close();
});

test("15.5: an export tells of one run after the other, and a reader that stops asks for no more", async () => {
  const file = join(folder, "turns.db");
  const experiment = await storeWith(file, 3, 10);
  const reader = readLaboratory(file);
  const asked: string[] = [];
  const weights = (id: string) => {
    asked.push(id);
    return reader.weights(id);
  };
  const watched: typeof reader = Object.assign(Object.create(reader), { weights });
  let runs = 0;
  for await (const record of readBundle(textOf(bundleText(watched, [experiment], { withMachine: false })), options)) {
    if (record.kind === "run") runs++;
    expect(asked.length).toBeLessThanOrEqual(runs + 1);
    if (runs === 2) break;
  }
  expect(asked.length).toBe(2);
  await reader.close();
});
