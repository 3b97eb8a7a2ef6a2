import { defaultView, type View, writeAddress } from "../settings/address.ts";
import { defaultSettings, type Settings } from "../settings/settings.ts";
import type { SceneName } from "./sceneText.ts";

/** The pairs of twins that the scenes need. */
export const pairNames = ["relu", "linear", "few"] as const;
export type PairName = (typeof pairNames)[number];

interface PairPlan {
  readonly settings: Settings;
  /** It is trained for so many steps, at the end of which both are scored. */
  readonly goal: number;
}

const { shared, a, b } = defaultSettings;

/** Seed 1 without dropout and with ReLU logits loses classes. */
export const pairPlans: { readonly [name in PairName]: PairPlan } = {
  relu: { settings: { shared: { ...shared, logits: "relu" }, a, b }, goal: 2500 },
  linear: { settings: { shared, a, b }, goal: 3900 },
  few: { settings: { shared: { ...shared, model: "mlp(128,128)", trainExamples: 2000, labelNoise: 0.4 }, a, b }, goal: 2000 },
};

/** Which pair a scene shows, and which image at first. */
export const scenePlans: { readonly [name in SceneName]: { readonly pair: PairName; readonly image: number } } = {
  claim: { pair: "relu", image: 1 },
  lost: { pair: "relu", image: 30 },
  rescue: { pair: "relu", image: 30 },
  fair: { pair: "linear", image: 4 },
  remains: { pair: "linear", image: 0 },
  helps: { pair: "few", image: 2 },
};

/** As a scene's view begins. */
export const firstView = (scene: SceneName): View => ({ ...defaultView, image: scenePlans[scene].image });

/** A view alone as an address writes it. */
export const viewHash = (view: View): string => writeAddress({ timeline: { start: defaultSettings, changes: [] }, step: 0, view });

const ofView = ["image", "drawn", "taken", "draw", "gone", "whole"];

/**
 * What follows `#` in the playground's address, with this view; an empty one would open what was kept last. It is not read, which would
 * make the nets that it names to check them.
 */
export function withView(hash: string, view: View): string {
  const words = new URLSearchParams(hash);
  for (const word of ofView) words.delete(word);
  const own = new URLSearchParams(viewHash(view));
  for (const [word, value] of own) words.append(word, value);
  return words.toString() || `seed=${shared.seed}`;
}

/** The address of a scene whose pair has not been made yet. */
export function plannedHash(scene: SceneName): string {
  const { settings } = pairPlans[scenePlans[scene].pair];
  return withView(writeAddress({ timeline: { start: settings, changes: [] }, step: 0, view: defaultView }), firstView(scene));
}
