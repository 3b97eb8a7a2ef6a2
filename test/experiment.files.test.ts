import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCli } from "./runCli.ts";

const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
writeFileSync(join(cwd, "package.json"), JSON.stringify({ name: "as-npm-init-makes-it", type: "commonjs" }));
const planned = async (file: string, text: string) => {
  writeFileSync(join(cwd, file), text);
  return runCli(["sweep", file, "--dry-run"], { cwd });
};
const fields = 'model: "mlp(4)", iterations: 10, reps: 1, protocol: "sound"';

test("15.11: an experiment in TypeScript is read in a project of CommonJS, too, with what it imports", async () => {
  writeFileSync(join(cwd, "rates.ts"), "export const rates: number[] = [0, 0.2];\n");
  const { code, stdout, stderr } = await planned(
    "rates-swept.ts",
    `import { defineExperiment } from "droplab";\nimport { rates } from "./rates.ts";\nexport default defineExperiment({ ${fields}, grid: { dropout: rates } });\n`,
  );
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toContain("2 runs of 2 configurations");
});

test.each([
  ["what is no TypeScript", `export default {\n  iterations: 10 reps: 1,\n};\n`, /^droplab: experiment: wrong\.ts: line 2: Expected ','/],
  [
    "what throws",
    `const none: any = undefined;\nexport default {\n  model: none.name,\n};\n`,
    /^droplab: experiment: wrong\.ts: line 3: Cannot read properties/,
  ],
  [
    "what ends the program",
    `process.exit(0);\nexport default { ${fields} };\n`,
    /^droplab: experiment: wrong\.ts: it ends the program before it gives an experiment; take that out of it$/m,
  ],
  [
    "what does not fit",
    `export default { ${fields}, grid: { dropout: 5 } };\n`,
    /^droplab: experiment: wrong\.ts: grid\.dropout: 5 is not an array/,
  ],
])("15.12: of %s the line is told, where there is one", async (_, text, sentence) => {
  const { code, stderr } = await planned("wrong.ts", text);
  expect(code).toBe(2);
  expect(stderr).toMatch(sentence);
  expect(stderr.trim().split("\n")).toHaveLength(1);
});
