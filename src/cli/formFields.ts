import { datasetNames } from "#data";
import { defaults } from "#experiment";
import type { FormField } from "#web";
import { configurationFields } from "./configurationOptions.ts";

export const LABELS = "What it is called";

const own: readonly FormField[] = [
  {
    name: "name",
    flag: "name",
    group: LABELS,
    help: "what lists and reports call it",
    range: "a line of text",
    usual: "",
    choices: [],
    takesSeveral: false,
  },
  {
    name: "note",
    flag: "note",
    group: LABELS,
    help: "what to remember of it",
    range: "a text",
    usual: "",
    choices: [],
    takesSeveral: false,
  },
  {
    name: "reps",
    flag: "reps",
    group: "Repetitions",
    help: "runs of each configuration",
    range: "a whole number from 1",
    usual: String(defaults.reps),
    choices: [],
    takesSeveral: false,
  },
  {
    name: "seed",
    flag: "seed",
    group: "Repetitions",
    help: "base seed; run k uses a seed derived from it",
    range: "a whole number from 0",
    usual: String(defaults.seed),
    choices: [],
    takesSeveral: false,
  },
];

/** The fields of the form that starts an experiment: from the tables of methods, training and data that make the options, too. */
export function formFields(): FormField[] {
  const choices: Readonly<Record<string, readonly string[]>> = { dataset: datasetNames };
  const found = configurationFields().map((field) => ({ ...field, choices: choices[field.name] ?? field.choices }));
  return [...own, ...found];
}
