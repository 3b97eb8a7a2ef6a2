import { expect, test } from "vitest";
import { soakMachines } from "../soak/machines.ts";

test("16: workers are killed and paused, the server is stopped and crashes, and every run is done once with its digits", async () => {
  const said: string[] = [];
  const troubles = await soakMachines({ workers: 3, runs: 24, blows: 8, iterations: 10_000, lease: 2000, say: (text) => said.push(text) });
  expect(troubles).toEqual([]);
  expect(said).toContainEqual(expect.stringMatching(/^24 runs are done/)); // a worker may say after it that it lost one
});
