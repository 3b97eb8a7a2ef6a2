import { describe, test } from "vitest";
import { type DeviceName, deviceNames, nativeWidths } from "#devices";
import { followPyTorch, lenetRuns } from "./lenetGolden.ts";

const devices = deviceNames.flatMap((name): { name: DeviceName; simd?: string }[] =>
  name === "native" ? nativeWidths().map((simd) => ({ name, simd })) : [{ name }],
);

describe.each(devices)("LeNet on $name $simd", ({ name, simd }) => {
  // the reference takes seconds for each: npm run soak:slow has the others
  const runs = name === "reference" ? lenetRuns.slice(0, 1) : lenetRuns;
  test.each(runs)("follows PyTorch for 20 steps: $options", (run) => followPyTorch(name, simd, run));
});
