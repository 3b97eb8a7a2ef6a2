import type { Lab } from "../state/lab.ts";
import type { PairName } from "./pairs.ts";

/** Where the pairs of this tab were when its page was left: another tab may have kept its own since. */
const LEFT = "droplab-story left";

/** The address of a pair when this tab's story was left; undefined where it was not opened. */
export function leftHash(name: PairName): string | undefined {
  const hash = leftPairs()[name];
  return typeof hash === "string" ? hash : undefined;
}

/** Remembers where those are that were opened, whenever the page is left. */
export function rememberPairs(opened: () => readonly { readonly name: PairName; readonly lab: Lab }[]): void {
  addEventListener("pagehide", () => {
    try {
      const now = Object.fromEntries(opened().map(({ name, lab }) => [name, lab.address()]));
      sessionStorage.setItem(LEFT, JSON.stringify({ ...leftPairs(), ...now }));
    } catch {
      // a browser that keeps nothing
    }
  });
}

function leftPairs(): Partial<Record<PairName, unknown>> {
  try {
    return JSON.parse(sessionStorage.getItem(LEFT) ?? "{}") ?? {};
  } catch {
    return {};
  }
}
