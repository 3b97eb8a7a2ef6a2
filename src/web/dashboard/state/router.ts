import { signal } from "@preact/signals";
import { beginAtTop, noteLeft, returnTo } from "./wayBack.ts";

/** Where the page is: its path, and what is chosen there. */
export const place = signal(readPlace());

function readPlace(): { readonly path: string; readonly query: URLSearchParams } {
  return { path: location.pathname, query: new URLSearchParams(location.search) };
}

// views are drawn after the browser would have gone back to where one was
history.scrollRestoration = "manual";
addEventListener("pagehide", noteLeft);
addEventListener("popstate", ({ state }) => {
  place.value = readPlace();
  returnTo(state);
});
if (history.state) returnTo(history.state);

/** Goes to another view; the way back is kept. */
export function go(address: string): void {
  if (address === location.pathname + location.search + location.hash) return;
  noteLeft();
  history.pushState(null, "", address);
  place.value = readPlace();
  const target = location.hash ? document.getElementById(location.hash.slice(1)) : null;
  if (target) target.scrollIntoView();
  else beginAtTop();
}

/** Changes what is chosen in this view, so that its address can be shared; an empty text takes it away. */
export function choose(changes: Readonly<Record<string, string | undefined>>): void {
  const query = new URLSearchParams(place.value.query);
  for (const [name, value] of Object.entries(changes))
    if (value === undefined || value === "") query.delete(name);
    else query.set(name, value);
  const text = query.toString();
  history.replaceState(history.state, "", location.pathname + (text && `?${text}`));
  place.value = readPlace();
}

/** Links within the page do not load it anew. */
addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element | null)?.closest?.("a");
  if (!link || link.origin !== location.origin || link.target || link.hasAttribute("download")) return;
  if (/^\/(api|playground)\//.test(link.pathname)) return;
  event.preventDefault();
  go(link.pathname + link.search + link.hash);
});
