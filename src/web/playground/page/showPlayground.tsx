import { render } from "preact";
import { followAddress, hashToOpen } from "./address.ts";
import { App } from "./app.tsx";
import { keepWhenHere } from "./keepWhenHere.ts";
import { openLab } from "./openLab.ts";
import type { PageWorkers } from "./startWorkers.ts";

/** Draws the playground, and opens what its address says. */
export function showPlayground(workers: PageWorkers): void {
  const lab = openLab(workers);
  const root = document.getElementById("main");
  if (root) {
    root.replaceChildren();
    render(<App lab={lab} />, root);
  }
  void lab.start(hashToOpen());
  followAddress(lab);
  keepWhenHere(lab.state);
}
