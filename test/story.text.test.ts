import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { sceneNames } from "../src/web/playground/story/sceneText.ts";
import type { StoryExperiment, StoryFacts, StoryRow, StoryRun } from "../src/web/playground/story/storyFacts.ts";
import { storyNumbers } from "../src/web/playground/story/storyNumbers.ts";
import { type StoryText, storyText } from "../src/web/playground/story/storyText.ts";
import { storyFacts } from "../src/web/site/build/toldStory.ts";

const facts = storyFacts(fileURLToPath(new URL("..", import.meta.url)));

const texts = new Map<StoryFacts, StoryText>();
function textOf(told: StoryFacts): StoryText {
  const text = texts.get(told) ?? storyText(storyNumbers(told));
  texts.set(told, text);
  return text;
}

/** All sentences of a scene, without their marks. */
function sentencesOf(told: StoryFacts, scene: (typeof sceneNames)[number]): string {
  const { title, blocks, tryThis } = textOf(told).scenes[scene];
  const parts = blocks.flatMap((block) =>
    typeof block === "string" ? [block] : "remark" in block ? [block.remark] : block.rows.map((cells) => cells.join(" | ")),
  );
  return [title, ...parts, tryThis].join("\n").replace(/\{\w+\|([^}]*)\}/g, "$1");
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const row = ({ rows }: StoryExperiment, dropout: number): StoryRow =>
  rows.find(({ varied }) => (varied.dropout ?? 0) === dropout && !varied.maxNorm) as StoryRow;
const accuracies = (one: StoryRow) => one.runs.map(({ accuracy }) => 100 * (accuracy as number));

/** The facts with the runs of a rate of an experiment changed. */
function withRuns(key: keyof StoryFacts, dropout: number, change: (run: StoryRun, k: number) => StoryRun): StoryFacts {
  const rows = facts[key].rows.map((one) => (one === row(facts[key], dropout) ? { ...one, runs: one.runs.map(change) } : one));
  return { ...facts, [key]: { ...facts[key], rows } };
}

describe("the story's text", () => {
  test("18: holds the means of docs/results, read as plainly as they can be", () => {
    const claim = sentencesOf(facts, "claim");
    for (const dropout of [0, 0.4]) expect(claim).toContain(`${mean(accuracies(row(facts.post, dropout))).toFixed(1)} ± `);
    expect(sentencesOf(facts, "fair")).toContain(`${mean(accuracies(row(facts.sound, 0))).toFixed(2)} ± `);
    const half = ({ runs }: StoryRow) =>
      100 * mean(runs.map(({ robustness }) => robustness?.asIs[robustness.shares.indexOf(0.5)] ?? Number.NaN));
    const remains = sentencesOf(facts, "remains");
    for (const one of facts.unitsTakenAway.rows) expect(remains).toContain(half(one).toFixed(1));
    const helps = sentencesOf(facts, "helps");
    for (const dropout of [0, 0.5]) {
      const { runs } = row(facts.overfitting, dropout);
      expect(helps).toContain((100 * mean(runs.map(({ lastAccuracy }) => lastAccuracy as number))).toFixed(1));
      expect(helps).toContain(mean(accuracies(row(facts.overfitting, dropout))).toFixed(1));
    }
  });

  test("18: counts lost classes as the runs have them", () => {
    const { runs } = row(facts.post, 0);
    const losing = runs.filter(({ lostClasses }) => lostClasses.length > 0);
    expect([runs.length, losing.length]).toEqual([10, 9]);
    expect(sentencesOf(facts, "lost")).toContain("Nine of our ten runs without dropout lost one to four classes.");
    const lines = sentencesOf(facts, "lost").match(/^\S+ \| \d+ \| .*$/gm) ?? [];
    expect(lines.reduce((sum, line) => sum + Number(line.split(" | ")[1]), 0)).toBe(10);
  });

  test("18: says of how numbers fall only what they do", () => {
    expect(sentencesOf(facts, "claim")).toContain("All fourteen rows of its table agree with ours");
    expect(sentencesOf(facts, "fair")).toContain("dropout wins nothing");
    expect(sentencesOf(facts, "fair")).toContain("no class is lost in any of 140 runs");
    expect(sentencesOf(facts, "remains")).toContain("the motive stands");
    const lower = withRuns("post", 0.4, (run) => ({ ...run, accuracy: (run.accuracy as number) - 0.01 }));
    expect(sentencesOf(lower, "claim")).toContain("Thirteen of the fourteen rows of its table agree with ours");
    expect(sentencesOf(lower, "claim")).not.toContain("The numbers are sound");
    const better = withRuns("sound", 0.2, (run) => ({ ...run, accuracy: (run.accuracy as number) + 0.005 }));
    expect(sentencesOf(better, "fair")).toContain("dropout wins a little");
    expect(sentencesOf(better, "fair")).toContain("Dropout 0.2 helps.");
    const lost = withRuns("sound", 0.8, (run, k) => (k ? run : { ...run, lostClasses: [3] }));
    expect(sentencesOf(lost, "fair")).toContain("one of 140 runs lost a class");
    const alike = withRuns("unitsTakenAway", 0.5, (run, k) => {
      const { robustness } = row(facts.unitsTakenAway, 0).runs[k] as StoryRun;
      return { ...run, ...(robustness && { robustness }) };
    });
    expect(sentencesOf(alike, "remains")).toContain("of the motive nothing is shown on this net");
    const idle = withRuns("overfitting", 0.5, (_, k) => row(facts.overfitting, 0).runs[k] as StoryRun);
    expect(sentencesOf(idle, "helps")).not.toContain("dropout 0.5 they read");
  });

  test("18: has no number that is none, and says in each scene what to try", () => {
    for (const name of sceneNames) expect(sentencesOf(facts, name)).not.toMatch(/NaN|Infinity|undefined|null/);
    const { lede, source, scenes } = textOf(facts);
    expect(`${lede} ${source}`).not.toMatch(/NaN|Infinity|undefined|null/);
    for (const { tryThis } of Object.values(scenes)) expect(tryThis.length).toBeGreaterThan(20);
  });

  test("18: is not told of nets that were not measured", () => {
    const { robustness: _, ...bare } = row(facts.unitsTakenAway, 0).runs[0] as StoryRun;
    const some = withRuns("unitsTakenAway", 0, (run, k) => (k ? run : bare));
    expect(() => storyNumbers(some)).toThrow("not all nets of docs/results/robustness.json were measured");
  });
});
