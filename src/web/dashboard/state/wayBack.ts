import { rowInFocus, rowNamed } from "./rows.ts";

/** Where somebody was in a view when it was left: kept in the browser's history, so that the way back leads there. */
interface Left {
  readonly row: string | null;
  readonly y: number;
}

/** So long a view may take to be there again, in milliseconds; who does something meanwhile is not moved any more. */
const PATIENCE = 5000;

let ending = () => {};

/** Notes where one is, before one leaves. */
export function noteLeft(): void {
  const left: Left = { row: rowInFocus() ?? null, y: scrollY };
  history.replaceState(left, "");
}

/** A new view begins at its top, and says so to who does not see it. */
export function beginAtTop(): void {
  ending();
  scrollTo(0, 0);
  focusMain();
}

/** Goes where one was when the view of this entry of the history was left, as soon as it is drawn so far. */
export function returnTo(state: unknown): void {
  const left = state as Left | null;
  if (!left) {
    beginAtTop();
    return;
  }
  ending();
  focusMain();
  const end = performance.now() + PATIENCE;
  let frame = 0;
  const look = () => {
    const row = left.row === null ? undefined : rowNamed(left.row);
    const isThere = left.row === null ? document.documentElement.scrollHeight - innerHeight >= left.y : row !== undefined;
    if (isThere || performance.now() > end) {
      row?.focus({ preventScroll: true });
      scrollTo(0, left.y);
      row?.scrollIntoView({ block: "nearest" });
      return ending();
    }
    frame = requestAnimationFrame(look);
  };
  const interrupting = ["keydown", "pointerdown", "wheel"] as const;
  ending = () => {
    cancelAnimationFrame(frame);
    for (const name of interrupting) removeEventListener(name, ending);
    ending = () => {};
  };
  for (const name of interrupting) addEventListener(name, ending, { passive: true });
  frame = requestAnimationFrame(look);
}

const focusMain = () => document.getElementById("main")?.focus({ preventScroll: true });
