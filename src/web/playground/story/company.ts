import { effect, type Signal, signal } from "@preact/signals";
import type { View } from "../settings/address.ts";
import type { Both } from "../state/both.ts";
import type { DigitFiles } from "../state/digitFiles.ts";
import { Lab } from "../state/lab.ts";
import { firstView, type PairName, pairNames, pairPlans, plannedHash, scenePlans, withView } from "./pairs.ts";
import { type SceneName, sceneNames } from "./sceneText.ts";
import type { SharedTwin } from "./sharedTwin.ts";

/** A pair of twins and how far it is to be trained. */
export interface StoryPair {
  readonly name: PairName;
  readonly lab: Lab;
  readonly goal: number;
  /** Whether its nets are made. */
  readonly isOpen: Signal<boolean>;
}

/** What a page that was left had. */
interface LeftStory {
  hash(pair: PairName): string | undefined;
  view(scene: SceneName): View | undefined;
}

/** All pairs of the story, of which only the one in view trains: they share two workers. */
export class Company {
  readonly pairs: { readonly [name in PairName]: StoryPair };
  /** The scene that is read. */
  readonly scene = signal<SceneName>("claim");
  /** The scene that the looks of its pair are of; the others keep what they showed last. */
  readonly lit = signal<SceneName>("claim");
  readonly views: { readonly [name in SceneName]: Signal<View> };
  #making: Promise<void> = Promise.resolve();
  readonly #made = new Set<PairName>();
  /** Pairs that were training when their scene was left: they go on when one is back. */
  readonly waiting = signal<readonly PairName[]>([]);

  readonly #left: LeftStory;

  /** `left` tells where pairs were, and what scenes showed, when this page was left. */
  constructor(twins: Both<SharedTwin>, digits: DigitFiles, left: LeftStory = { hash: () => undefined, view: () => undefined }) {
    this.#left = left;
    const pairOf = (name: PairName): StoryPair => {
      const { goal } = pairPlans[name];
      const lab = new Lab({ a: twins.a.seat(goal), b: twins.b.seat(goal) }, digits, { keptAs: `story ${name}` });
      effect(() => {
        const { a, b } = lab.state.steps.value;
        if (lab.state.isRunning.value && a >= goal && b >= goal) void lab.pause();
        const isTrained = a >= goal && b >= goal;
        if (isTrained !== Boolean(lab.state.view.peek().isWhole)) queueMicrotask(() => this.#showAgain(name));
      });
      return { name, lab, goal, isOpen: signal(false) };
    };
    this.pairs = Object.fromEntries(pairNames.map((name) => [name, pairOf(name)])) as { [name in PairName]: StoryPair };
    this.views = Object.fromEntries(sceneNames.map((name) => [name, signal(left.view(name) ?? firstView(name))])) as {
      [name in SceneName]: Signal<View>;
    };
  }

  pairOf(scene: SceneName): StoryPair {
    return this.pairs[scenePlans[scene].pair];
  }

  /** Makes the pair of a scene, unless it is made. Nobody waits for the one that needs all images. */
  need(scene: SceneName): void {
    const { name, lab, isOpen } = this.pairOf(scene);
    if (this.#made.has(name)) return;
    this.#made.add(name);
    const made = this.#making.then(async () => {
      const left = this.#left.hash(name);
      await (left ? lab.start(left) : lab.start(plannedHash(scene), { isPlan: true }));
      isOpen.value = lab.state.faces.value !== undefined;
      const { value: now } = this.scene;
      if (this.pairOf(now).name === name) this.#light(now);
    });
    if (pairPlans[name].settings.shared.trainExamples === undefined) this.#making = made;
  }

  /** A scene comes into view: what trains elsewhere holds, and its pair shows what this scene shows. */
  enter(scene: SceneName): void {
    if (scene === this.scene.value) return;
    this.scene.value = scene;
    this.need(scene);
    const pair = this.pairOf(scene);
    for (const { name, lab } of Object.values(this.pairs))
      if (name !== pair.name && lab.state.isRunning.value) {
        this.waiting.value = [...this.waiting.value, name];
        void lab.pause();
      }
    if (pair.isOpen.value) this.#light(scene);
    if (!this.waiting.value.includes(pair.name)) return;
    this.waiting.value = this.waiting.value.filter((name) => name !== pair.name);
    pair.lab.run();
  }

  /** Another image, units taken away or given back. */
  see(scene: SceneName, change: Partial<View>): void {
    this.enter(scene);
    this.views[scene].value = { ...this.views[scene].value, ...change };
    const { lab, isOpen } = this.pairOf(scene);
    if (isOpen.value && this.lit.value === scene) lab.show(this.#viewOf(scene));
    else if (isOpen.value) this.#light(scene);
  }

  /** Nets that are trained from now on, or no longer. */
  #showAgain(name: PairName): void {
    const { value: scene } = this.lit;
    const { lab, isOpen } = this.pairs[name];
    if (isOpen.value && this.pairOf(scene).name === name) lab.show(this.#viewOf(scene));
  }

  train(scene: SceneName): void {
    this.enter(scene);
    this.pairOf(scene).lab.run(); // to enter has paused all others
  }

  /** Other nets, of this seed or of these settings; they train at once. */
  renew(scene: SceneName, make: (lab: Lab) => void): void {
    this.enter(scene);
    const { lab } = this.pairOf(scene);
    make(lab);
    // those that are trained would hold at once
    const stop = effect(() => {
      if (lab.state.step.value > 0) return;
      queueMicrotask(() => {
        stop();
        this.train(scene);
      });
    });
  }

  /** What follows `#` in the playground's address of what a scene shows. */
  hash(scene: SceneName): string {
    const { lab, isOpen } = this.pairOf(scene);
    const view = this.#viewOf(scene);
    return isOpen.value || lab.state.isOpening.value ? withView(lab.address(), view) : plannedHash(scene);
  }

  /** What a scene shows; nets that are trained are shown whole. */
  #viewOf(scene: SceneName): View {
    const { lab, goal } = this.pairOf(scene);
    return { ...this.views[scene].value, ...(lab.state.step.value >= goal && { isWhole: true }) };
  }

  /** The looks of the pair are this scene's as soon as it is shown this scene's image. */
  #light(scene: SceneName): void {
    const { lab } = this.pairOf(scene);
    const view = this.#viewOf(scene);
    if (JSON.stringify(view) === JSON.stringify(lab.state.view.value)) {
      this.lit.value = scene;
      return;
    }
    const before = lab.state.look.value;
    lab.show(view);
    const stop = effect(() => {
      if (lab.state.look.value === before && before) return;
      if (this.scene.peek() === scene) this.lit.value = scene;
      queueMicrotask(() => stop());
    });
  }
}
