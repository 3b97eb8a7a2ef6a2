import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const page = readFileSync(new URL("../docs/conventions.md", import.meta.url), "utf8");

/** What the rows of a section of docs/conventions.md are about. */
function topicsOf(section: string): string[] {
  const [, text = ""] = page.split(`## ${section}\n`);
  const rows = [...(text.split("\n## ")[0] as string).matchAll(/^\| ([^|]+) \| /gm)].map(([, topic]) => topic as string);
  return rows.filter((topic) => topic !== "what" && !topic.startsWith("---"));
}

/** Tests of the rows of a section: one for each row, but for those named, which say nothing in numbers or are tested elsewhere. */
export function describeSection(
  section: string,
  inWords: readonly string[],
  define: (row: (topic: string, holds: () => void) => void) => void,
): void {
  const tested: string[] = [];
  describe(section, () => {
    define((topic, holds) => {
      tested.push(topic);
      test(`32: ${topic}`, holds);
    });
    test("32: has a test for each row", () => expect([...tested, ...inWords].sort()).toEqual(topicsOf(section).sort()));
  });
}
