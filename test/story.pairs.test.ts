import { describe, expect, test } from "vitest";
import { defaultView, readAddress } from "../src/web/playground/settings/address.ts";
import { defaultSettings } from "../src/web/playground/settings/settings.ts";
import type { DigitFiles } from "../src/web/playground/state/digitFiles.ts";
import { firstView, pairPlans, plannedHash, scenePlans, withView } from "../src/web/playground/story/pairs.ts";
import { sceneNames } from "../src/web/playground/story/sceneText.ts";
import { SharedDigits } from "../src/web/playground/story/sharedDigits.ts";
import { SharedTwin } from "../src/web/playground/story/sharedTwin.ts";
import { hostCaller } from "./playgroundDigits.ts";

const { shared, b } = defaultSettings;
const small = { shared: { ...shared, model: "mlp(16)" }, own: b };
const other = { shared: { ...shared, model: "mlp(12)", logits: "relu" as const }, own: b };

describe("pairs of the story", () => {
  test("a worker that holds the nets of two labs in turn trains each with the digits that it has alone", async () => {
    const alone = await hostCaller();
    await alone.ask("open", [small]);
    await alone.ask("advance", [60]);
    const twin = new SharedTwin(await hostCaller());
    const [one, two] = [twin.seat(1000), twin.seat(50)];
    await one.ask("open", [small]);
    expect((await one.ask("advance", [20])).step).toBe(20);
    await two.ask("open", [other]);
    const [, far] = await Promise.all([one.ask("advance", [40]), two.ask("advance", [80]), one.ask("answers", [10, [[]]])]);
    expect(far.step).toBe(50); // its goal
    expect((await one.ask("advance", [60])).step).toBe(60);
    expect(await one.ask("place", [])).toEqual(await alone.ask("place", []));
    expect((await two.ask("place", [])).step).toBe(50);
  });

  test("what is halted is only one's own training", async () => {
    const asked: string[] = [];
    const twin = new SharedTwin({ ask: async (method: string) => void asked.push(method) as never });
    const [one, two] = [twin.seat(10), twin.seat(10)];
    await one.ask("open", [small]);
    await two.ask("halt", []);
    expect(asked).toEqual(["open"]);
    await one.ask("halt", []);
    expect(asked).toEqual(["open", "halt"]);
    await two.ask("labels", [{ train: new Uint8Array(0), test: new Uint8Array(0) }]);
    await one.ask("labels", [{ train: new Uint8Array(0), test: new Uint8Array(0) }]);
    expect(asked).toEqual(["open", "halt", "labels"]);
  });

  test("images are fetched once for all labs, whenever they come", async () => {
    const state: { take?: (bytes: Uint8Array<ArrayBuffer>) => void; end?: () => void; fetched: number } = { fetched: 0 };
    const files: Pick<DigitFiles, "images"> = {
      images: (_, take) => {
        state.fetched++;
        state.take = take;
        return new Promise((resolve) => {
          state.end = resolve;
        });
      },
    };
    const digits = new SharedDigits(files as DigitFiles, 2);
    const came: number[][] = [[], []];
    const first = digits.images("test", (bytes) => came[0]?.push(...bytes));
    state.take?.(Uint8Array.of(1, 2));
    const second = digits.images("test", (bytes) => came[1]?.push(...bytes));
    state.take?.(Uint8Array.of(3));
    state.end?.();
    await Promise.all([first, second]);
    expect([came, state.fetched]).toEqual([
      [
        [1, 2, 3],
        [1, 2, 3],
      ],
      1,
    ]);
  });

  test("each scene's address is read as what it shows", () => {
    for (const name of sceneNames) {
      const { address, problems } = readAddress(plannedHash(name));
      expect(problems).toEqual([]);
      expect(address.timeline).toEqual({ start: pairPlans[scenePlans[name].pair].settings, changes: [] });
      expect(address.view).toEqual(firstView(name));
      expect(plannedHash(name)).not.toBe("");
      const later = withView(`${plannedHash(name)}&step=120&bits=2+wasm`, { ...firstView(name), image: 7, taken: 40 });
      expect(readAddress(later).address).toEqual({
        ...address,
        step: 120,
        numerics: "2 wasm",
        view: { ...firstView(name), image: 7, taken: 40 },
      });
    }
    expect(withView("", defaultView)).not.toBe("");
  });
});
