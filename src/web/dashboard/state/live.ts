import { computed, signal } from "@preact/signals";
import { paths } from "../../api/paths.ts";
import type { Changed, Overview } from "../../api/shapes.ts";
import { ask } from "./api.ts";
import { listen, type StreamMessage } from "./stream.ts";

/** Whether what is seen is of now. */
export const connection = signal<{ readonly state: "connecting" | "live" | "gone"; readonly since: Date; readonly nextTry: Date | null }>({
  state: "connecting",
  since: new Date(),
  nextTry: null,
});
export const overview = signal<Overview | undefined>(undefined);
/** What names the store in commands that the page shows, with a space before it. */
export const storeWords = computed(() => (overview.value?.storeWords ? ` ${overview.value.storeWords}` : ""));
/** Why the server cannot read the store, and since when; undefined where it can. */
export const storeAway = signal<{ readonly why: string; readonly since: Date } | undefined>(undefined);
export const isGone = computed(() => connection.value.state === "gone" || storeAway.value !== undefined);
/** Whether this browser may start and stop now. */
export const maySteer = computed(() => overview.value?.maySteer === true && !isGone.value);

const everything: Changed = { reload: true, experiments: [], runs: [], removed: [] };
const listeners = new Set<(changed: Changed) => void>();

/** Calls back with each change; gives what ends that. */
export function onChange(listener: (changed: Changed) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const told = (changed: Changed) => {
  for (const listener of listeners) listener(changed);
};

async function hear(message: StreamMessage): Promise<void> {
  if (message.kind === "gone") {
    const before = connection.value;
    const since = before.state === "gone" ? before.since : new Date();
    connection.value = { state: "gone", since, nextTry: new Date(Date.now() + message.nextTry) };
    return;
  }
  if (message.kind === "trouble") {
    storeAway.value = message.trouble === null ? undefined : { why: message.trouble, since: storeAway.value?.since ?? new Date() };
    return;
  }
  if (message.kind === "changed") return told(message.changed as Changed);
  storeAway.value = undefined;
  const before = overview.value;
  try {
    overview.value = await ask<Overview>(paths.overview);
  } catch {
    return; // the stream says so, too
  }
  // another droplab serves other pages
  if (before && before.droplab !== overview.value.droplab) return location.reload();
  const wasGone = connection.value.state !== "live";
  connection.value = { state: "live", since: new Date(), nextTry: null };
  if (wasGone || before?.server !== overview.value.server) told(everything);
}

let again = () => {};
/** Tries to reach the server at once. */
export const tryNow = (): void => again();

/** What this browser may do changes when a token is shown in another of its tabs. */
async function lookAgain(): Promise<void> {
  if (document.hidden || !overview.value || overview.value.maySteer) return;
  try {
    overview.value = await ask<Overview>(paths.overview);
  } catch {
    // the stream says so, too
  }
}

export function startListening(): void {
  document.addEventListener("visibilitychange", () => void lookAgain());
  addEventListener("focus", () => void lookAgain());
  if (typeof SharedWorker === "undefined") {
    again = listen((message) => void hear(message));
    return;
  }
  const worker = new SharedWorker(new URL("./streamWorker.ts", import.meta.url), { type: "module", name: "droplab" });
  worker.port.onmessage = ({ data }) => void hear(data as StreamMessage);
  again = () => worker.port.postMessage("again");
  addEventListener("pagehide", () => worker.port.postMessage("bye"));
  // a page that is brought back from the browser's memory is not known to the worker any more
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) location.reload();
  });
}
