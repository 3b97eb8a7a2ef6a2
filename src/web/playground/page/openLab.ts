import { Lab } from "../state/lab.ts";
import { SiteDigits } from "../state/siteDigits.ts";
import { TwinCalls } from "../twin/calls.ts";

/** Two twins in workers of their own, and one that fetches the images; the site's folder is where the page lies. */
export function openLab(): Lab {
  const state: { lab?: Lab } = {};
  const twin = () =>
    new TwinCalls(new Worker(new URL("../twin/worker.ts", import.meta.url), { type: "module" }), (sentence) =>
      state.lab?.state.say("trouble", `A twin's worker ended: ${sentence}. Load the page again; what was kept is still there.`),
    );
  const digits = new Worker(new URL("../twin/digitsWorker.ts", import.meta.url), { type: "module" });
  const lab = new Lab({ a: twin(), b: twin() }, new SiteDigits(digits, document.baseURI));
  state.lab = lab;
  return lab;
}
