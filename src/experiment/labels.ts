import type { Experiment } from "./experiment.ts";

/**
 * What people call an experiment and say of it. It decides nothing of its runs and is no part of what it is known by, so it may change at
 * any time; the store keeps it beside the definition.
 */
export interface Labels {
  readonly name: string | null;
  readonly note: string | null;
  /** Each once, in the order in which they came. */
  readonly tags: readonly string[];
}

/** What is to change; setting it twice is the same as once. */
export interface LabelChanges {
  /** Null takes it away. */
  readonly name?: string | null | undefined;
  readonly note?: string | null | undefined;
  readonly addTags?: readonly string[] | undefined;
  readonly removeTags?: readonly string[] | undefined;
}

/** The fields of an experiment that are labels: the same runs with others are the same experiment. */
export const labelFields = ["name", "note", "tags"] as const satisfies readonly (keyof Experiment)[];
type GivenLabels = Pick<Experiment, (typeof labelFields)[number]>;

const MOST_IN_TAG = 40;
export const tagTexts = `a word of at most ${MOST_IN_TAG} characters without spaces and commas`;
export const isTag = (text: string): boolean => /^[^\s,\p{Cc}]+$/u.test(text) && [...text].length <= MOST_IN_TAG;
export const nameTexts = "a line of text";
export const isName = (text: string): boolean => text.trim() !== "" && !/\p{Cc}/u.test(text);

/** The labels after a change. */
export function changedLabels(labels: Labels, { name, note, addTags = [], removeTags = [] }: LabelChanges): Labels {
  return {
    name: name === undefined ? labels.name : name,
    note: note === undefined ? labels.note : note,
    tags: [...new Set([...labels.tags, ...addTags])].filter((tag) => !removeTags.includes(tag)),
  };
}

/**
 * What an experiment that is run again changes of its labels, where `before` is what was given the last time: only what is given otherwise
 * now. What was changed meanwhile is not undone by the same file or command.
 */
export function givenAnew(given: GivenLabels, before: GivenLabels = {}): LabelChanges {
  const isNew = (field: "name" | "note") => given[field] !== undefined && given[field] !== before[field];
  return {
    ...(isNew("name") && { name: given.name }),
    ...(isNew("note") && { note: given.note }),
    addTags: (given.tags ?? []).filter((tag) => !before.tags?.includes(tag)),
  };
}

/** An experiment without its labels. */
export function withoutLabels({ name: _, note: __, tags: ___, ...rest }: Experiment): Omit<Experiment, keyof GivenLabels> {
  return rest;
}

/** The labels that an experiment gives. */
export function givenLabels(experiment: Experiment): GivenLabels {
  return Object.fromEntries(labelFields.flatMap((field) => (experiment[field] === undefined ? [] : [[field, experiment[field]]])));
}
