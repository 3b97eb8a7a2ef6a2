import type { Wish } from "./deploy.ts";

/** Where the site's folder is, as a page of a hosted site says; undefined where nothing is to be kept, as in `droplab ui`. */
const rootOf = (): string | undefined => document.documentElement.dataset["offline"];

/** Whether this site is kept for reading without a network. */
export const isKeptOffline = (): boolean => rootOf() !== undefined && "serviceWorker" in navigator;

/** Once the page is there, keeps the site's pages for reading without a network; see serviceWorker.ts. */
export function keepOffline(): void {
  const root = rootOf();
  if (root === undefined || !isKeptOffline()) return;
  const register = async () => {
    const found = await navigator.serviceWorker.register(`${root}sw.js`, { scope: root, updateViaCache: "none" });
    if (found.active) await found.update(); // a browser asks for a new deploy by itself, but later
  };
  const start = () => void register().catch(() => undefined); // without it the site is as any other
  if (document.readyState === "complete") start();
  else addEventListener("load", start, { once: true });
}

/** Keeps the digits, too: to be called when all have arrived, so that they are in the browser's own cache and come from there. */
export async function keepDigits(): Promise<void> {
  if (!isKeptOffline()) return;
  const { active } = await navigator.serviceWorker.ready;
  active?.postMessage("keep digits" satisfies Wish);
}
