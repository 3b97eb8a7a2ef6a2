import { expect, test } from "vitest";
import { defaultSettings } from "../src/web/playground/settings/settings.ts";
import { LabState } from "../src/web/playground/state/labState.ts";
import { LookBook } from "../src/web/playground/state/lookBook.ts";
import type { Caller } from "../src/web/playground/twin/calls.ts";
import { hostCaller } from "./playgroundDigits.ts";

const { shared, a } = defaultSettings;

test("what both show of a step is of one image without the same units, whatever is chosen meanwhile", async () => {
  const callers = { a: await hostCaller(), b: await hostCaller() };
  const state = new LabState();
  for (const twin of ["a", "b"] as const) await callers[twin].ask("open", [{ shared: { ...shared, model: "mlp(16)" }, own: a }]);
  state.faces.value = { a: await callers.a.ask("change", [{ shared: { ...shared, model: "mlp(16)" }, own: a }]), b: {} as never };
  let changes = 0;
  const book = new LookBook(
    state,
    (twin) => callers[twin].ask as Caller["ask"],
    () => changes++,
  );
  await book.look("a", 0);
  state.view.value = { ...state.view.value, image: 7, taken: 90 };
  await book.look("b", 0);
  const { value: look } = state.look;
  expect([look?.a.image, look?.b.image]).toEqual([0, 0]);
  expect(look?.b.answers).toEqual(look?.a.answers);
  expect(look?.b.sight.whole).toEqual(look?.a.sight.whole);
  expect(changes).toBe(1);
  await callers.a.ask("advance", [1]);
  await book.lookAgain(); // of twins that are not at the step that is shown: nothing is mixed
  expect(state.look.value).toBe(look);
  await callers.b.ask("advance", [1]);
  await book.look("b", 1);
  await book.look("a", 1);
  await book.lookAgain();
  expect([state.look.value?.a.image, state.look.value?.b.image]).toEqual([7, 7]);
  expect(state.look.value?.a.answers).toEqual(state.look.value?.b.answers);
});
