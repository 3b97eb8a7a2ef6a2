import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { StoryFacts } from "../../playground/story/storyFacts.ts";
import { storyNumbers } from "../../playground/story/storyNumbers.ts";
import { storyText } from "../../playground/story/storyText.ts";
import type { ToldStory } from "../../playground/story/toldStory.ts";

const pages = ["post", "overfitting", "robustness"] as const;

/** The facts of docs/results that the story tells. */
export const storyFacts = (checkout: string): StoryFacts =>
  Object.assign({}, ...pages.map((name) => JSON.parse(readFileSync(join(checkout, `docs/results/${name}.json`), "utf8"))));

/** The story as its page has it: text and charts made of the numbers. */
export function toldStory(checkout: string): ToldStory {
  const numbers = storyNumbers(storyFacts(checkout));
  const { claim, fair, helps } = numbers;
  return { text: storyText(numbers), claim, fair: { rows: fair.rows }, helps };
}
