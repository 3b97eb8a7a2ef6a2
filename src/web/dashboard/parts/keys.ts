import { useEffect } from "preact/hooks";
import { go } from "../state/router.ts";

type Keys = Readonly<Record<string, (event: KeyboardEvent) => void>>;

/** What keys do in the view that is shown; the last that came is asked first. */
const layers: { current: Keys }[] = [];
let isAfterG = false;

const isTyping = (target: EventTarget | null): boolean => target instanceof HTMLElement && /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName);

export function startKeys(onHelp: () => void): void {
  addEventListener("keydown", (event) => {
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    const isBox = event.target instanceof HTMLInputElement && event.target.type === "checkbox";
    if (isTyping(event.target) && !isBox) {
      if (event.key === "Escape") (event.target as HTMLElement).blur();
      return;
    }
    if (document.querySelector("dialog[open]")) return;
    if (isAfterG && (event.key === "e" || event.key === "n")) {
      isAfterG = false;
      go(event.key === "e" ? "/" : "/now");
      return;
    }
    isAfterG = event.key === "g";
    if (event.key === "?") return onHelp();
    const name = event.shiftKey && event.key.length === 1 && event.key !== "?" ? `Shift ${event.key.toLowerCase()}` : event.key;
    for (const { current } of layers.toReversed()) {
      const action = current[name];
      if (!action) continue;
      event.preventDefault();
      action(event);
      return;
    }
    if (event.key === "/") {
      const field = document.querySelector<HTMLInputElement>("input[type=search]");
      if (field) event.preventDefault();
      field?.focus();
    }
  });
}

/** What keys do while a view is shown. */
export function useKeys(keys: Keys): void {
  useEffect(() => {
    const layer = { current: keys };
    layers.push(layer);
    return () => {
      layers.splice(layers.indexOf(layer), 1);
    };
  });
}

/** j and k walk the rows of the view's table; the row in focus stays where it is when the table is drawn anew. */
function walkRows(step: number): void {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")];
  if (!rows.length) return;
  const at = rows.findIndex((row) => row === document.activeElement || row.contains(document.activeElement));
  const next = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + step))];
  next?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "nearest" });
}

/** Enter, space and the arrows on a row. */
export const rowKeys: Keys = {
  j: () => walkRows(1),
  k: () => walkRows(-1),
  Enter: (event) => {
    if ((event.target as Element).closest("button, a, summary, input")) {
      (event.target as HTMLElement).click();
      return;
    }
    document.activeElement?.closest("[data-row]")?.querySelector<HTMLAnchorElement>("a.name")?.click();
  },
};
