import { stderr } from "node:process";
import { expect, test, vi } from "vitest";
import { loadResults } from "#experiment";
import { conclude } from "../src/cli/conclusion.ts";
import { madeUpExperiment } from "./madeUpExperiment.ts";

test("runs that were removed while they were waited for are said, and are no success", async () => {
  const { experiment, members, source } = madeUpExperiment({ reps: 3 }, () => ({ state: "done", accuracy: 0.9 }));
  const plan = { trials: members } as never;
  const store = { store: "droplab.db" };
  const said = vi.spyOn(stderr, "write").mockReturnValue(true);
  const all = await loadResults(source, experiment, members);
  expect([conclude({ plan, results: all, interrupted: false, stopped: false, detached: false }, store), said.mock.calls]).toEqual([0, []]);
  const trials = async (ids: readonly string[]) => new Map([...(await source.trials(ids))].filter(([id]) => id !== members[1]?.trial));
  const some = await loadResults({ ...source, trials }, experiment, members);
  expect(conclude({ plan, results: some, interrupted: false, stopped: false, detached: false }, store)).toBe(1);
  expect(said.mock.calls).toEqual([["droplab: 1 of 3 runs was removed from the store meanwhile\n"]]);
  said.mockClear();
  const none = await loadResults({ ...source, trials: async () => new Map() }, experiment, members);
  expect(conclude({ plan, results: none, interrupted: true, stopped: false, detached: false }, store)).toBe(1);
  expect(said.mock.calls).toEqual([["droplab: 3 of 3 runs were removed from the store meanwhile\n"]]);
  said.mockRestore();
});
