import type { ComponentChild } from "preact";
import { useState } from "preact/hooks";

interface Action {
  /** Does something; what it is refused with is shown until the next. Resolves to whether it was done. */
  act(work: () => Promise<unknown>): Promise<boolean>;
  readonly isBusy: boolean;
  /** Why the last was not done. */
  readonly trouble: ComponentChild;
}

/** One thing at a time that changes something: a second click while it goes on does nothing. */
export function useAction(): Action {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState("");
  return {
    isBusy,
    async act(work) {
      if (isBusy) return false;
      setBusy(true);
      setError("");
      try {
        await work();
        return true;
      } catch (refused) {
        setError((refused as Error).message);
        return false;
      } finally {
        setBusy(false);
      }
    },
    trouble: error ? (
      <p class="trouble" role="alert">
        {error}
      </p>
    ) : null,
  };
}
