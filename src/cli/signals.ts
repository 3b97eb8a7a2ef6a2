/** One Ctrl-C may come several times: npx passes on the terminal's. */
const SAME_PRESS_MS = 1000;

/** The first signal asks to stop; one that comes later leaves at once. Gives what ends that. */
export function onSignals(stop: AbortController, leave: () => void): () => void {
  let pressed = 0;
  const onSignal = () => {
    if (!pressed) {
      pressed = performance.now();
      return stop.abort();
    }
    if (performance.now() - pressed < SAME_PRESS_MS) return;
    leave();
    process.exit(130);
  };
  // not `once`: log-update's dependency signal-exit ends the process when it finds itself the only listener left
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const; // the last when the terminal closes
  for (const signal of signals) process.on(signal, onSignal);
  return () => {
    for (const signal of signals) process.off(signal, onSignal);
  };
}
