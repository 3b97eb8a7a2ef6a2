import { visible } from "#engine";
import { MADE_COMMENT } from "../madeHere.ts";
import { cutEnd, textWidth, wrapped } from "../textWidth.ts";
import { type DrawnFigure, type FigureSpace, pageSpace, text } from "./figure.ts";
import { KEY, type Key } from "./legend.ts";
import { type Shade, shaded } from "./palette.ts";

/** How a figure that stands alone looks. */
export interface Theme {
  readonly shade: Shade;
  /** How much larger everything is drawn than on a page. */
  readonly scale: number;
  /** Whether the sentences that explain it stand below it; else they are for readers who do not see it. */
  readonly explained: boolean;
}

const slide = { scale: 1.7, explained: false };
export const themes = {
  paper: { shade: "light", scale: 1, explained: true },
  dark: { shade: "dark", scale: 1, explained: true },
  slide: { shade: "light", ...slide },
  "slide-dark": { shade: "dark", ...slide },
} as const satisfies { readonly [name: string]: Theme };

const GAP = 18;
const TITLE = 20;
const LINE = 16;
/** The width of a character of texts of 12 pixels, about: of bold ones, and of others. */
const [BOLD, PLAIN] = [8, 6.8];
/** Pictures stand side by side in so many pixels unless a width is given. */
const USUAL = 1000;

/** Pixels that pictures can have in a file of so many. */
const widthWithin = (width: number, { scale }: Theme): number => Math.floor(width / scale) - 2 * GAP;

/** How wide the pictures are that such a file holds: small ones fill it side by side. */
export function spaceWithin(width: number, theme: Theme): FigureSpace {
  const wide = widthWithin(width, theme);
  const columns = Math.max(1, Math.floor((wide + GAP) / (pageSpace.small + GAP)));
  return { wide, small: Math.floor((wide + GAP) / columns) - GAP };
}

/**
 * A figure as one SVG file of its own, with its title, what its marks stand for, and what explains it. It is as wide as its pictures are
 * side by side, or as is asked for.
 */
export function standaloneSvg(figure: DrawnFigure, theme: Theme = themes.paper, asked?: number): string {
  const { panels, caption, legend = [], inFull = [] } = figure;
  const most = asked === undefined ? USUAL : widthWithin(asked, theme);
  const cellWidth = Math.max(...panels.map(({ width, title = "" }) => Math.max(width, Math.min(most, BOLD * textWidth(title)))));
  const cellHeight = Math.max(...panels.map(({ height }) => height));
  const columns = Math.max(1, Math.min(panels.length, Math.floor((most + GAP) / (cellWidth + GAP))));
  const inner = asked === undefined ? columns * (cellWidth + GAP) - GAP : most;
  const title = wrapped(figure.title, Math.floor(inner / (1.25 * BOLD)));
  const keys = keyRows(legend, inner);
  const titled = panels.some((one) => one.title !== undefined) ? TITLE : 0;
  const top = GAP + TITLE * title.length + (keys.length ? LINE * keys.length + GAP / 2 : 0);
  const below = top + Math.ceil(panels.length / columns) * (cellHeight + titled + GAP);
  const named = inFull.length ? ["Names in full", ...inFull] : [];
  const sentences = theme.explained ? [caption, ...named].flatMap((one) => wrapped(one, Math.floor(inner / PLAIN))) : [];
  const width = inner + 2 * GAP;
  const height = below + LINE * sentences.length + (sentences.length ? GAP : 0);
  const parts = [
    ...title.map((line, i) => textAt(GAP, GAP + 6 + TITLE * i, line, 'font-size="15" font-weight="600"')),
    ...keys.flatMap((row, i) => row.map(({ key, x }) => keyAt(key, GAP + x, GAP + TITLE * title.length + LINE * i))),
    ...panels.map((one, index) => {
      const [x, y] = [GAP + (index % columns) * (cellWidth + GAP), top + Math.floor(index / columns) * (cellHeight + titled + GAP)];
      const heading = cutEnd(one.title ?? "", Math.floor(cellWidth / BOLD));
      return `${heading && textAt(x, y + 12, heading, 'font-size="12" font-weight="600"')}<svg x="${x}" y="${y + titled}" width="${one.width}" height="${one.height}" overflow="visible">${asXml(one.svg)}</svg>`;
    }),
    ...sentences.map((line, i) => textAt(GAP, below + LINE * i + 10, line, 'font-size="12" fill="var(--muted)"')),
  ];
  // as wide as is asked for to the pixel: the pictures in it are of whole ones
  const scale = asked === undefined ? theme.scale : asked / width;
  const size = [asked ?? Math.round(scale * width), Math.round(scale * height)];
  const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${size[0]}" height="${size[1]}" font-family="DejaVu Sans, system-ui, sans-serif" fill="var(--ink)" color="var(--ink)">`;
  const whole = `${head}${MADE_COMMENT}<title>${text(figure.title)}</title><desc>${text(caption)}</desc><rect x="-9" y="-9" width="${width + 18}" height="${height + 18}" fill="var(--paper)"/>${parts.join("")}</svg>\n`;
  return visible(shaded(whole.replaceAll("currentColor", "var(--ink)"), theme.shade));
}

const textAt = (x: number, y: number, line: string, how: string): string => `<text x="${x}" y="${y}" ${how}>${text(line)}</text>`;

/** The keys of a legend in rows that fit, each with its place in its row. */
function keyRows(legend: readonly Key[], width: number): { readonly key: Key; readonly x: number }[][] {
  const rows: { key: Key; x: number }[][] = [];
  let x = 0;
  for (const key of legend) {
    const own = KEY.width + 6 + PLAIN * textWidth(key.label) + GAP;
    if (!rows.length || x + own - GAP > width) {
      rows.push([]);
      x = 0;
    }
    rows.at(-1)?.push({ key, x });
    x += own;
  }
  return rows;
}

const keyAt = ({ mark, label }: Key, x: number, y: number): string =>
  `<g transform="translate(${x},${y})">${mark}</g>${textAt(x + KEY.width + 6, y + KEY.height - 3, label, 'font-size="12"')}`;

/** What a page can show but a file of XML cannot: links, names of characters, styles of the page. */
function asXml(svg: string): string {
  return svg
    .replace(/<a [^>]*>|<\/a>/g, "")
    .replaceAll("&nbsp;", " ")
    .replace(/<style>[\s\S]*?<\/style>/g, "")
    .replace(/font-family="system-ui, sans-serif"|font-family: ?system-ui, ?sans-serif;?/g, "");
}

/** Whether the packaged font, in which PNG and PDF are drawn, has no sign for some character: the first of them. */
export const unknownToFont = (svg: string): string | undefined =>
  /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Script=Thai}|\p{Script=Devanagari}|\p{Script=Bengali}|\p{Script=Tamil}|\p{Emoji_Presentation}/u.exec(
    svg,
  )?.[0];
