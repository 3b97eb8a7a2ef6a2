import { versions } from "node:process";

/** As package.json has it; a test compares the two. */
export const NEEDED_NODE = "22.18";

/** Whether one version of Node is before another. */
export function isBefore(version: string, needed: string): boolean {
  const [parts, least] = [version, needed].map((text) => text.split(".").map(Number)) as [number[], number[]];
  const differing = least.findIndex((part, i) => part !== (parts[i] ?? 0));
  return differing >= 0 && (parts[differing] ?? 0) < (least[differing] as number);
}

if (isBefore(versions.node, NEEDED_NODE))
  throw new Error(`droplab: Node ${versions.node} is too old, ${NEEDED_NODE} or newer is needed; get it from nodejs.org`);
