import type { StoryNumbers } from "./storyNumbers.ts";
import type { StoryText } from "./storyText.ts";

/** What the build of the site puts into the page, of docs/results: see src/web/site/build/toldStory.ts. */
export interface ToldStory {
  readonly text: StoryText;
  /** Of the charts. */
  readonly claim: Pick<StoryNumbers["claim"], "runs" | "ours" | "bestRate" | "iterations">;
  readonly fair: Pick<StoryNumbers["fair"], "rows">;
  readonly helps: Pick<StoryNumbers["helps"], "rows" | "noise" | "images" | "iterations">;
}
