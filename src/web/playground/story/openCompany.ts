import { SiteDigits } from "../state/siteDigits.ts";
import { TwinCalls } from "../twin/calls.ts";
import { Company } from "./company.ts";
import { pairNames } from "./pairs.ts";
import { SharedDigits } from "./sharedDigits.ts";
import { SharedTwin } from "./sharedTwin.ts";

/** Two workers for the nets of all scenes, and one that fetches the images. */
export function openCompany(): Company {
  const state: { company?: Company } = {};
  const say = (sentence: string) => {
    for (const { lab } of Object.values(state.company?.pairs ?? {})) {
      lab.state.isRunning.value = false;
      lab.state.say("trouble", `A twin's worker ended: ${sentence}. Load the page again.`);
    }
  };
  const twin = () => new SharedTwin(new TwinCalls(new Worker(new URL("../twin/worker.ts", import.meta.url), { type: "module" }), say));
  const digits = new Worker(new URL("../twin/digitsWorker.ts", import.meta.url), { type: "module" });
  state.company = new Company({ a: twin(), b: twin() }, new SharedDigits(new SiteDigits(digits, document.baseURI), pairNames.length));
  return state.company;
}
