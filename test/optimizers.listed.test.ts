import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { optimizerNames } from "#optim";
import * as browser from "../src/library/browser.ts";
import * as library from "../src/library/index.ts";

/** Nesterov's is an option of sgd. */
const functionOf = (name: string) => (name === "nesterov" ? "sgd" : name);

describe.each(optimizerNames.map((name) => [name]))("14: who adds the optimizer %s adds it", (name) => {
  test.each([
    ["the library", library],
    ["the library in browsers", browser],
  ])("to %s", (_, door) => expect(door).toHaveProperty(functionOf(name), expect.any(Function)));

  test("to the README", () => {
    const page = readFileSync(fileURLToPath(new URL("../README.md", import.meta.url)), "utf8");
    expect(page).toMatch(new RegExp(`^- \`--optimizer\`: .*\`${name}\``, "m"));
  });
});
