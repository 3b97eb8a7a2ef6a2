import { join } from "node:path";
import { expect, test } from "vitest";
import { loadDataset } from "#data/files";
import { complaint, dataFolder } from "./dataFolder.ts";

test("13.23: where a word of another encoding looks like a missing value, it is said that the encoding is guessed", () => {
  const classes = [0xa4, 0xad]; // yes and no in the first letters of Russian, as cp866 has them; a soft hyphen in windows-1252
  const lines = ["a,b,class", ...Array.from({ length: 40 }, (_, n) => `${n % 7},${n % 5},?`)].join("\n");
  let row = 0;
  const bytes = Uint8Array.from(lines, (sign) => (sign === "?" ? (classes[row++ % 2] as number) : sign.charCodeAt(0)));
  const path = join(dataFolder({ "table.csv": bytes }), "table.csv");
  const said = complaint(path, () => loadDataset(path));
  expect(said).toContain("the label is missing");
  expect(said).toContain("its bytes are not UTF-8");
});
