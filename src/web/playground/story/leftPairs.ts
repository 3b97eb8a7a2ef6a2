import { readAddress, type View } from "../settings/address.ts";
import type { Company } from "./company.ts";
import { type PairName, pairNames, viewHash } from "./pairs.ts";
import { type SceneName, sceneNames } from "./sceneText.ts";

/** Where the pairs of this tab were when its page was left, and what its scenes showed: another tab may have kept its own since. */
const LEFT = "droplab-story left";

/** The address of a pair when this tab's story was left; undefined where it was not opened. */
export const leftHash = (name: PairName): string | undefined => leftAddresses()[name];

/** What a scene showed then. */
export function leftView(name: SceneName): View | undefined {
  const hash = leftAddresses()[viewOf(name)];
  return hash === undefined ? undefined : readAddress(hash).address.view;
}

/** Remembers both whenever the page is left. */
export function rememberPairs({ pairs, views }: Company): void {
  addEventListener("pagehide", () => {
    try {
      const opened = pairNames.filter((name) => pairs[name].isOpen.value).map((name) => [name, pairs[name].lab.address()]);
      const seen = sceneNames.map((name) => [viewOf(name), viewHash(views[name].value)]);
      sessionStorage.setItem(LEFT, JSON.stringify({ ...leftAddresses(), ...Object.fromEntries([...opened, ...seen]) }));
    } catch {
      // a browser that keeps nothing
    }
  });
}

const viewOf = (name: SceneName): string => `view of ${name}`;

function leftAddresses(): { readonly [of: string]: string } {
  try {
    const left: unknown = JSON.parse(sessionStorage.getItem(LEFT) ?? "{}");
    return Object.fromEntries(Object.entries(left ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === "string"));
  } catch {
    return {};
  }
}
