import type { PageWorkers } from "../page/startWorkers.ts";
import { SiteDigits } from "../state/siteDigits.ts";
import { type StartedWorker, TwinCalls } from "../twin/calls.ts";
import { Company } from "./company.ts";
import { leftHash, leftView, rememberPairs } from "./leftPairs.ts";
import { pairNames } from "./pairs.ts";
import { SharedDigits } from "./sharedDigits.ts";
import { SharedTwin } from "./sharedTwin.ts";

/** Two workers for the nets of all scenes, and one that fetches the images. */
export function openCompany({ a, b, digits }: PageWorkers): Company {
  const state: { company?: Company } = {};
  const lost = (why: string) => {
    for (const { lab } of Object.values(state.company?.pairs ?? {})) lab.lost(why);
  };
  const sayOfImages = (sentence: string | undefined) => {
    for (const { lab } of Object.values(state.company?.pairs ?? {})) lab.state.sayOfImages(sentence);
  };
  const twin = (worker: StartedWorker) => new SharedTwin(new TwinCalls(worker, lost));
  state.company = new Company(
    { a: twin(a), b: twin(b) },
    new SharedDigits(new SiteDigits(digits, document.baseURI, sayOfImages), pairNames.length),
    { hash: leftHash, view: leftView },
  );
  rememberPairs(state.company);
  return state.company;
}
