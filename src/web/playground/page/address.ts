import { effect } from "@preact/signals";
import type { Lab } from "../state/lab.ts";

/** Browsers refuse addresses that change too often. */
const WRITE_EVERY = 1000;
/** So many addresses may be written while a page that is loaded again waits for its server. */
const LATELY = 60;
/** Where a page that is left says how far it was: its address may be a second old, and cannot be changed by then. */
const LEFT = "droplab-playground left";

/** What to open: the address, or what a page with this address was at when it was left in this tab. */
export function hashToOpen(): string {
  try {
    const { shown, hash } = JSON.parse(sessionStorage.getItem(LEFT) ?? "{}");
    sessionStorage.removeItem(LEFT); // it is of this load alone
    if (!Array.isArray(shown) || typeof hash !== "string") return location.hash;
    // a page that is loaded again has the address of when that was asked for, and it trained on meanwhile
    const isLeft = isReload() ? shown.includes(location.hash) : shown.at(-1) === location.hash;
    return isLeft ? hash : location.hash;
  } catch {
    return location.hash;
  }
}

const isReload = (): boolean =>
  performance.getEntriesByType("navigation").some((entry) => (entry as PerformanceNavigationTiming).type === "reload");

/** Keeps the address at what the page shows, and opens what is pasted into it. */
export function followAddress(lab: Lab): void {
  let timer: number | undefined;
  let written = location.hash;
  const lately: string[] = [location.hash];
  const now = () => {
    const hash = lab.address();
    return hash ? `#${hash}` : "";
  };
  // what was put in, and what shows the old state until that has held
  let openings = 0;
  const isKnown = () => openings === 0 && !lab.state.isReturning.value && (lab.state.faces.value || lab.state.isOpening.value);
  const write = () => {
    timer = undefined;
    const next = now();
    // another address may have been put in that is heard of in a moment
    if (next === written || location.hash !== written || !isKnown()) return;
    history.replaceState(null, "", next || location.pathname + location.search);
    written = location.hash;
    lately.push(written);
    if (lately.length > LATELY) lately.shift();
  };
  effect(() => {
    const { settings, view, step, faces, isReturning, isOpening } = lab.state;
    for (const one of [settings, view, step, faces, isReturning, isOpening]) void one.value;
    if (timer === undefined) timer = window.setTimeout(write, WRITE_EVERY);
  });
  addEventListener("pagehide", () => {
    try {
      sessionStorage.removeItem(LEFT);
      if (!isKnown()) return; // the address says what is being opened
      sessionStorage.setItem(LEFT, JSON.stringify({ shown: [...lately, location.hash], hash: now() }));
    } catch {
      // a browser that keeps nothing
    }
  });
  addEventListener("hashchange", () => {
    if (location.hash === written) return;
    written = location.hash;
    openings++;
    void lab.open(location.hash).finally(() => {
      openings--;
    });
  });
}
