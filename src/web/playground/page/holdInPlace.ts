/** So long what stands above may still grow, and so long a smooth way there may take, in milliseconds. */
const [SETTLING, WAY] = [8000, 1500];
const moves = ["wheel", "touchstart", "pointerdown", "keydown"] as const;
const way: { leave?: () => void } = {};

/** Brings a part of the page to the top and holds it there while what stands above it grows, until the reader moves. */
export function holdInPlace(selector: string): void {
  hold(selector, (begin) => begin());
}

/** The same once the page has come there by itself. */
export function holdOnArrival(selector: string): void {
  hold(selector, (begin) => {
    addEventListener("scrollend", begin, { once: true });
    setTimeout(begin, WAY);
  });
}

function hold(selector: string, arrive: (begin: () => void) => void): void {
  way.leave?.();
  const part = document.querySelector(selector);
  if (!part) return;
  const place = () => part.scrollIntoView({ behavior: "instant" });
  const watch = new ResizeObserver(place);
  const left = new AbortController();
  const leave = () => {
    left.abort();
    watch.disconnect();
  };
  way.leave = leave;
  for (const move of moves) addEventListener(move, leave, { passive: true, signal: left.signal });
  arrive(() => {
    if (left.signal.aborted) return;
    watch.observe(document.body);
    place();
  });
  setTimeout(leave, SETTLING);
}
