import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { experimentJsonSchema, parseExperiment } from "#experiment";
import { takes, trainingFieldList } from "#train";
import { laterGiven, type TrainingFieldName } from "../src/train/trainingFields.ts";
import { runCli } from "./runCli.ts";

const methodsPage = readFileSync(fileURLToPath(new URL("../docs/methods.md", import.meta.url)), "utf8");
const { properties } = experimentJsonSchema() as { properties: Record<string, { description?: string; default?: unknown }> };

/** Values that no field of a kind takes. */
const outside: { readonly [name in TrainingFieldName]: unknown } = {
  model: 3,
  protocol: "fair",
  optimizer: "lion",
  learningRate: 0,
  momentum: 1,
  schedule: "cosine:2",
  batchSize: 8193,
  iterations: 0.5,
  evaluateEvery: 0,
};

test("every field of training is an option of run, with its default", async () => {
  const { stdout } = await runCli(["run", "--help"]);
  const help = stdout.replace(/\s+/g, " ");
  for (const { flags, default: usual, defaultText = String(usual) } of trainingFieldList) {
    const [, told = ""] = help.split(`${flags} `);
    expect(told.split(" --")[0], flags).toContain(`(default: ${defaultText})`);
  }
});

describe.each(trainingFieldList)("the field $name", (field) => {
  const { name, flags, help, range, default: usual, defaultText } = field;

  test("is in the schema of experiments and in docs/methods.md, with its range and default", () => {
    expect(properties[name]?.description).toContain(`${help} (${range}`);
    if (defaultText === undefined) expect(properties[name]?.default).toBe(usual);
    else expect(properties[name]?.description).toContain(`${defaultText} unless given`);
    expect(methodsPage).toContain(`| \`${flags}\` | \`${name}\` | ${help.replaceAll("<", "\\<")} |`);
  });

  test("takes its default, in an experiment too, and refuses what is out of its range", () => {
    if (usual !== undefined) {
      expect(takes(field, usual)).toBe(true);
      expect(parseExperiment({ [name]: usual })).toEqual({ [name]: usual });
    }
    expect(takes(field, outside[name])).toBe(false);
    expect(() => parseExperiment({ [name]: outside[name] })).toThrow(new RegExp(`^${name}: `));
  });
});

test("a field that comes later is in a trial, and so in its identity, only where it is not at its default", () => {
  const later = trainingFieldList.filter(({ name }) => name === "batchSize" || name === "evaluateEvery");
  expect(laterGiven({ batchSize: 100, iterations: 5 }, later)).toEqual({});
  expect(laterGiven({ batchSize: 50, evaluateEvery: 100 }, later)).toEqual({ batchSize: 50 });
});
