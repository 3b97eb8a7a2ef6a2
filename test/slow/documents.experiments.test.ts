import { cpSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { configurationsOf, parseExperiment } from "#experiment";
import { runCli } from "../runCli.ts";

const folder = fileURLToPath(new URL("../../examples/experiments", import.meta.url));
const files = readdirSync(folder).filter((name) => /\.(json|ts)$/.test(name));

test("15.11: each experiment of docs/experiments.md runs", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
  cpSync(folder, cwd, { recursive: true });
  await Promise.all(
    files.map(async (file) => {
      const { code, stdout, stderr } = await runCli(["sweep", file, "-i", "60", "-r", "1", "--store", `${file}.db`, "--json"], { cwd });
      expect([file, code, stderr.match(/^droplab: .*/gm)]).toEqual([file, 0, null]);
      const { definition, configurations, trials } = JSON.parse(stdout);
      expect(trials.map(({ state }: { state: string }) => state)).toEqual(trials.map(() => "done"));
      expect(configurations.length).toBe(configurationsOf(definition).length);
      if (file.endsWith(".json")) {
        const written = parseExperiment(JSON.parse(readFileSync(join(folder, file), "utf8")));
        expect(configurationsOf(definition).length).toBe(configurationsOf(written).length);
        expect(definition.name).toBe(written.name);
      }
    }),
  );
});
