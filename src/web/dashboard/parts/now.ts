import { signal } from "@preact/signals";

/** Milliseconds between two looks at the clock: what is said of the past stays true while nothing else changes. */
const TICK = 5000;

/** The time, for whatever says how long ago something was. */
export const now = signal(new Date());
setInterval(() => {
  now.value = new Date();
}, TICK);
