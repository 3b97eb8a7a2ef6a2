/** One stream of events for all tabs, in a shared worker: browsers allow six connections to a server, and each tab would take one. */

/** What tabs are told. */
export type StreamMessage =
  | { readonly kind: "hello"; readonly server: string }
  | { readonly kind: "changed"; readonly changed: unknown }
  | { readonly kind: "trouble"; readonly trouble: string | null }
  | { readonly kind: "gone"; readonly nextTry: number };

const [FIRST_WAIT, MOST_WAIT] = [1000, 5000];
/** Nothing at all for so long: the connection is dead, whatever the browser thinks of it. */
const SILENCE = 40_000;

/** Listens, and tells `tell`; gives what tries at once. */
export function listen(tell: (message: StreamMessage) => void): () => void {
  let source: EventSource | undefined;
  let wait = FIRST_WAIT;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let silence: ReturnType<typeof setTimeout> | undefined;
  const heard = () => {
    clearTimeout(silence);
    silence = setTimeout(lost, SILENCE);
  };
  function open(): void {
    clearTimeout(timer);
    source?.close();
    const own = new EventSource("/api/events");
    source = own;
    heard();
    own.addEventListener("hello", (event) => {
      wait = FIRST_WAIT;
      heard();
      tell({ kind: "hello", ...(JSON.parse(event.data) as { server: string }) });
    });
    own.addEventListener("changed", (event) => {
      heard();
      tell({ kind: "changed", changed: JSON.parse(event.data) });
    });
    own.addEventListener("trouble", (event) => {
      heard();
      tell({ kind: "trouble", trouble: JSON.parse(event.data) as string | null });
    });
    own.addEventListener("alive", heard);
    own.addEventListener("error", lost);
  }
  function lost(): void {
    clearTimeout(silence);
    clearTimeout(timer);
    source?.close();
    tell({ kind: "gone", nextTry: wait });
    timer = setTimeout(open, wait);
    wait = Math.min(MOST_WAIT, 2 * wait);
  }
  open();
  return open;
}
