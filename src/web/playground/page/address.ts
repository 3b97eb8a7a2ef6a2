import { effect } from "@preact/signals";
import type { Lab } from "../state/lab.ts";

/** Browsers refuse addresses that change too often. */
const WRITE_EVERY = 1000;

/** Keeps the address at what the page shows, and opens what is pasted into it. */
export function followAddress(lab: Lab): void {
  let timer: number | undefined;
  let written = location.hash;
  const write = () => {
    timer = undefined;
    const hash = lab.address();
    const next = hash ? `#${hash}` : "";
    if (next === written || !lab.state.faces.value || lab.state.replay.value) return;
    written = next;
    history.replaceState(null, "", next || location.pathname + location.search);
  };
  effect(() => {
    const { settings, view, step, faces, replay } = lab.state;
    for (const one of [settings, view, step, faces, replay]) void one.value;
    if (timer === undefined) timer = window.setTimeout(write, WRITE_EVERY);
  });
  // a page that is loaded again goes on from here
  addEventListener("pagehide", write);
  addEventListener("hashchange", () => {
    if (location.hash === written) return;
    written = location.hash;
    void lab.open(location.hash);
  });
}
