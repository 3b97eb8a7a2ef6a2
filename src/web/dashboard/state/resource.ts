import { useEffect, useRef, useState } from "preact/hooks";
import type { Changed } from "../../api/shapes.ts";
import { ApiError, ask } from "./api.ts";
import { onChange } from "./live.ts";

/** Something that the server has, as new as it is. */
export interface Resource<T> {
  readonly value: T | undefined;
  /** Why there is none, or none of now. */
  readonly error: ApiError | undefined;
  refresh(): void;
}

/** Milliseconds between two questions for the same, at least. */
const REST = 800;

/**
 * Asks for an address, and again when what `concerns` changed: one question at a time, never more often than a person sees. The last
 * answer stays until there is a newer one; of another address it is gone. A page that nobody sees asks when it is seen again.
 */
export function useResource<T>(address: string | null, concerns: (changed: Changed) => boolean): Resource<T> {
  const [state, setState] = useState<{ address: string | null; value?: T | undefined; error?: ApiError | undefined }>({ address: null });
  const concerning = useRef(concerns);
  concerning.current = concerns;
  const again = useRef<() => void>(() => {});
  useEffect(() => {
    if (address === null) return undefined;
    const gone = new AbortController();
    let isAsking = false;
    let isOwed = false;
    /** It changed while nobody saw the page. */
    let isBehind = false;
    let asked = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    async function load(): Promise<void> {
      clearTimeout(timer);
      timer = undefined;
      if (isAsking) {
        isOwed = true;
        return;
      }
      isAsking = true;
      isOwed = false;
      asked = performance.now();
      try {
        const value = await ask<T>(address as string, gone.signal);
        setState({ address, value });
      } catch (error) {
        if (gone.signal.aborted) return;
        // what was seen stays where the server is away; it is not there any more where the server says so
        const known = error instanceof ApiError ? error : new ApiError((error as Error).message, 0);
        setState((before) => ({
          address,
          value: before.address === address && known.status !== 404 ? before.value : undefined,
          error: known,
        }));
      } finally {
        isAsking = false;
      }
      if (isOwed) soon();
    }
    const soon = () => {
      timer ??= setTimeout(
        () => {
          timer = undefined;
          isBehind = document.hidden;
          if (!isBehind) void load();
        },
        Math.max(0, REST - (performance.now() - asked)),
      );
    };
    again.current = () => void load();
    void load();
    const end = onChange((changed) => {
      if (changed.reload || concerning.current(changed)) soon();
    });
    const onSeen = () => {
      if (isBehind && !document.hidden) soon();
    };
    document.addEventListener("visibilitychange", onSeen);
    return () => {
      document.removeEventListener("visibilitychange", onSeen);
      end();
      clearTimeout(timer);
      gone.abort();
    };
  }, [address]);
  const isOwn = state.address === address;
  return { value: isOwn ? state.value : undefined, error: isOwn ? state.error : undefined, refresh: () => again.current() };
}
