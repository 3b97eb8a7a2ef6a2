import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { isKeptOffline } from "../../site/page/keepOffline.ts";
import { Knobs } from "../parts/knobs.tsx";
import type { LensLevel } from "../parts/lens.tsx";
import type { UnitPlace } from "../parts/netWords.ts";
import { differences } from "../settings/twinDifferences.ts";
import type { Lab } from "../state/lab.ts";
import { Drawing } from "./drawing.tsx";
import { Inside } from "./inside.tsx";
import { Learning } from "./learning.tsx";
import { LookCloser } from "./lookCloser.tsx";
import { Notices } from "./notices.tsx";
import { Stage } from "./stage.tsx";
import { TakeUnitsAway } from "./takeUnitsAway.tsx";
import { Transport } from "./transport.tsx";
import { commandOf, differsSentence, numericsWords } from "./words.ts";

/** The playground: two nets, one difference. */
export function App({ lab }: { readonly lab: Lab }) {
  const { settings, isRunning, faces } = lab.state;
  const sites = faces.value?.a.sites;
  const selected = useSignal<UnitPlace | null>(null);
  const level = useSignal<LensLevel>("formula");
  const goDown = () => focusOn(".lens .crumbs [aria-pressed=true]");
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { target } = event;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (lab.state.isBusy.value) return;
      if (target instanceof Element && target.closest("input, select, textarea, button, canvas, a, dialog, [role=application]")) return;
      if (event.key === " ") {
        event.preventDefault();
        if (isRunning.value) void lab.pause();
        else lab.run();
      } else if (event.key === "s") void lab.stepOnce();
    };
    const onHide = () => document.visibilityState === "hidden" && void lab.keep();
    addEventListener("keydown", onKey);
    document.addEventListener("visibilitychange", onHide);
    return () => {
      removeEventListener("keydown", onKey);
      document.removeEventListener("visibilitychange", onHide);
    };
  }, [lab]);
  return (
    <div class="playground">
      <header class="opening">
        <h1>{differences(settings.value, sites).length === 1 ? "Two nets, one difference" : "Two nets"}</h1>
        <p class="lede">
          Both learn to read handwritten digits: born with the same weights, they see the same images in the same order.{" "}
          <strong>{differsSentence(settings.value, sites, lab.haveDiffered())}</strong>
        </p>
        <p class="hint">
          Dropout switches units off at random while a net trains, others at every step; afterwards all of them work. New here?{" "}
          <a href="story.html">The story</a> tells what it is good for.
        </p>
      </header>
      <Transport lab={lab} />
      <Notices lab={lab} />
      <Stage lab={lab} selected={selected} onOpen={goDown} />
      <TakeUnitsAway lab={lab} />
      <section class="part" aria-labelledby="knobs-title">
        <h2 id="knobs-title">Knobs</h2>
        <p class="hint">They act while training runs. What differs is marked ≠; change one at a time, and you know what did it.</p>
        <fieldset class="bare" disabled={lab.state.isReturning.value}>
          <legend class="hidden">Knobs of the twins</legend>
          <Knobs settings={settings.value} sites={sites} ownLogits={faces.value?.a.ownLogits} onChange={(next) => lab.change(next)} />
        </fieldset>
      </section>
      <LookCloser lab={lab} selected={selected} level={level} onOverview={() => focusOn(".nets canvas")} />
      <Learning lab={lab} />
      <Inside lab={lab} />
      <Drawing lab={lab} />
      <footer class="foot">
        <p>
          The address of this page holds everything that you set, the seed included: opened elsewhere it leads to the same digits.{" "}
          {faces.value && numericsWords(faces.value.a)} At the start of training twin B has the digits of{" "}
          <code>{commandOf(lab.born(), sites)}</code>.{isKeptOffline() && " After the first visit the page works without a network."}
        </p>
      </footer>
    </div>
  );
}

/** Brings a part into view and the keys to it, once it is drawn. */
function focusOn(selector: string): void {
  requestAnimationFrame(() => {
    const element = document.querySelector<HTMLElement>(selector);
    element?.scrollIntoView({ block: "center" });
    element?.focus({ preventScroll: true });
  });
}
