import { signal } from "@preact/signals";

/** The tokens that canvases draw with; a canvas knows neither custom properties nor light-dark(). */
const names = ["paper", "raised", "ink", "muted", "rule", "band", "tile", "on-tile", "a", "b"] as const;
export type Colour = readonly [red: number, green: number, blue: number];
export type Colours = { readonly [name in (typeof names)[number]]: Colour };

const version = signal(0);
let read: { readonly version: number; readonly colours: Colours } | undefined;
let listens = false;

/** The colours of now; a component that asks is drawn again when the reader's choice of light or dark changes. */
export function useColours(): Colours {
  if (!listens) {
    listens = true;
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => version.value++);
  }
  if (read?.version !== version.value) read = { version: version.value, colours: readColours() };
  return read.colours;
}

function readColours(): Colours {
  const probe = document.createElement("i");
  probe.hidden = true;
  document.documentElement.append(probe);
  const colourOf = (name: string): Colour => {
    probe.style.color = `var(--${name})`;
    const [red = 0, green = 0, blue = 0] = (getComputedStyle(probe).color.match(/[\d.]+/g) ?? []).map(Number);
    return [red, green, blue];
  };
  const colours = Object.fromEntries(names.map((name) => [name, colourOf(name)])) as unknown as Colours;
  probe.remove();
  return colours;
}

export const css = ([red, green, blue]: Colour, opacity = 1): string => `rgb(${red} ${green} ${blue} / ${opacity})`;

/** Share 0 is the first, 1 the second. */
export const between = (first: Colour, second: Colour, share: number): Colour => [
  first[0] + (second[0] - first[0]) * share,
  first[1] + (second[1] - first[1]) * share,
  first[2] + (second[2] - first[2]) * share,
];
