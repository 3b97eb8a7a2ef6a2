/** The colours of figures and pages as CSS custom properties: on light paper and on dark. */
export const palette: Readonly<Record<string, { readonly light: string; readonly dark: string }>> = {
  paper: { light: "#fdfcf9", dark: "#15171b" },
  raised: { light: "#f4f1ea", dark: "#1f2228" },
  ink: { light: "#1b1d21", dark: "#ebe8e1" },
  muted: { light: "#5a606a", dark: "#a6abb5" },
  rule: { light: "#d8d3c8", dark: "#3a3e46" },
  accent: { light: "#0a5a9c", dark: "#82bbf0" },
  second: { light: "#b1410b", dark: "#f29b66" },
  good: { light: "#00694e", dark: "#6fcfae" },
  // lines of one figure: they differ in lightness too, for grey print
  line0: { light: "#0a4a85", dark: "#a9d3fb" },
  line1: { light: "#d0671b", dark: "#f5a567" },
  line2: { light: "#00795c", dark: "#5fc7a4" },
  line3: { light: "#8d4a98", dark: "#d9a3e2" },
  line4: { light: "#8a7413", dark: "#e0cc6e" },
  line5: { light: "#3f444c", dark: "#c9ccd2" },
  line6: { light: "#b9285a", dark: "#f58fb0" },
  line7: { light: "#2a93ab", dark: "#7ed3e6" },
};

export const LINES = 8;
/** The colour of line number `index`. */
export const lineColor = (index: number): string => `var(--line${index % LINES})`;
/** Lines beyond the first differ in their dashes too. */
export const lineDash = (index: number): string =>
  ["none", "6,3", "2,2", "8,3,2,3", "4,4", "1,3", "10,3", "6,2,2,2"][index % LINES] as string;

export type Shade = "light" | "dark";

/** Every `var(--name)` as the colour on light or dark paper, for pictures that stand alone. */
export const shaded = (svg: string, shade: Shade): string =>
  svg.replace(/var\(--(\w+)\)/g, (whole, name) => palette[name]?.[shade] ?? whole);
