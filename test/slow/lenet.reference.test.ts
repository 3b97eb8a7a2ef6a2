import { test } from "vitest";
import { followPyTorch, lenetRuns } from "../lenetGolden.ts";

test.each(lenetRuns)("LeNet on the reference follows PyTorch for 20 steps: $options", (run) => followPyTorch("reference", undefined, run));
