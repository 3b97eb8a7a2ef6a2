import { Lab } from "../state/lab.ts";
import { SiteDigits } from "../state/siteDigits.ts";
import { type StartedWorker, TwinCalls } from "../twin/calls.ts";
import type { PageWorkers } from "./startWorkers.ts";

/** Two twins in their workers; the site's folder is where the page lies. */
export function openLab({ a, b, digits }: PageWorkers): Lab {
  const state: { lab?: Lab } = {};
  const twin = (worker: StartedWorker) => new TwinCalls(worker, (why) => state.lab?.lost(why));
  const files = new SiteDigits(digits, document.baseURI, (sentence) => state.lab?.state.sayOfImages(sentence));
  state.lab = new Lab({ a: twin(a), b: twin(b) }, files);
  return state.lab;
}
