import * as Plot from "@observablehq/plot";
import { visible } from "#engine";
import { roundTicks } from "../terminal/axis.ts";
import { onPaper } from "./palette.ts";
import type { Paper } from "./paper.ts";
import type { Raster } from "./raster.ts";

/** One picture of a figure. */
export interface Panel {
  /** Above the picture; none where there is one picture. */
  readonly title?: string;
  /** For readers who do not see it. */
  readonly alt: string;
  readonly width: number;
  readonly height: number;
  /** As SVG text. */
  readonly draw: (paper: Paper) => string;
}

/** A figure of a report: one picture, or several small ones of the same kind. */
export interface Figure {
  /** What `--svg` calls it. */
  readonly name: string;
  readonly title: string;
  /** What is shown and how to read it; a sentence or two. */
  readonly caption: string;
  readonly panels: readonly Panel[];
}

/** A figure with its pictures as SVG text. */
export interface DrawnFigure extends Omit<Figure, "panels"> {
  readonly panels: readonly (Omit<Panel, "draw"> & { readonly svg: string })[];
}

export function drawn({ panels, ...figure }: Figure, paper: Paper): DrawnFigure {
  return { ...figure, panels: panels.map(({ draw, ...panel }) => ({ ...panel, svg: draw(paper) })) };
}

const FONT = { fontFamily: "system-ui, sans-serif", fontSize: "12px" };

/** A plot as a panel. */
export function panel(options: Plot.PlotOptions & { readonly width: number; readonly height: number }, alt: string, title?: string): Panel {
  const { width, height } = options;
  const draw = ({ document }: Paper) => {
    const svg = Plot.plot({ document, style: { ...FONT, overflow: "visible" }, ...options });
    describe(svg, alt);
    return escapedAttributes(svg.outerHTML);
  };
  return { ...(title !== undefined && { title }), alt, width, height, draw };
}

/** A picture with a name; where it has links it is a group, and the links are for the pointer: a table has them for the keyboard. */
function describe(svg: ReturnType<typeof Plot.plot>, alt: string): void {
  for (const part of svg.querySelectorAll("g[aria-label]")) part.removeAttribute("aria-label");
  const links = svg.querySelectorAll("a");
  svg.setAttribute("role", links.length ? "group" : "img");
  svg.setAttribute("aria-label", alt);
  svg.setAttribute("fill", "currentColor");
  for (const link of links) {
    link.setAttribute("tabindex", "-1");
    link.setAttribute("aria-label", link.querySelector("title")?.textContent ?? "run");
  }
}

const LEAST_TICKS = 3;

/** Round values for a logarithmic axis: the coarsest of powers of ten, and multiples of them, that gives three; else as on a linear one. */
export function logTicks([low, high]: readonly [number, number]): number[] {
  const powers = Array.from({ length: 24 }, (_, i) => i - 12);
  const found = [[1], [1, 2, 5], [1, 1.5, 2, 3, 5, 7]].map((factors) =>
    powers.flatMap((power) => factors.map((factor) => Number(`${factor}e${power}`))).filter((tick) => tick >= low && tick <= high),
  );
  const linear = roundTicks(low, high).map(({ value }) => value);
  return found.find(({ length }) => length >= LEAST_TICKS) ?? linear;
}

/** A raster picture as a panel. */
export function imagePanel(picture: Raster, alt: string, title?: string): Panel {
  const { width, height } = picture;
  const draw = ({ png }: Paper) =>
    `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${attribute(alt)}"><image href="${png(picture)}" width="${width}" height="${height}"/></svg>`;
  return { ...(title !== undefined && { title }), alt, width, height, draw };
}

const GAP = 18;
const TITLE = 20;
/** The width of a bold character, about. */
const CHARACTER = 8;

/** A figure as one SVG file of its own, its panels side by side where they fit into `most` pixels. */
export function standaloneSvg({ title, panels }: DrawnFigure, most = 1000): string {
  const cellWidth = Math.max(...panels.map(({ width, title: heading = "" }) => Math.max(width, CHARACTER * heading.length)));
  const cellHeight = Math.max(...panels.map(({ height }) => height));
  const columns = Math.max(1, Math.min(panels.length, Math.floor((most + GAP) / (cellWidth + GAP))));
  const titled = panels.some((one) => one.title !== undefined) ? TITLE : 0;
  const width = columns * (cellWidth + GAP) + GAP;
  const height = Math.ceil(panels.length / columns) * (cellHeight + titled + GAP) + GAP + TITLE;
  const parts = panels.map((one, index) => {
    const [x, y] = [GAP + (index % columns) * (cellWidth + GAP), TITLE + GAP + Math.floor(index / columns) * (cellHeight + titled + GAP)];
    const heading =
      one.title === undefined ? "" : `<text x="${x}" y="${y + 12}" font-size="12" font-weight="600">${text(one.title)}</text>`;
    return `${heading}<svg x="${x}" y="${y + titled}" width="${one.width}" height="${one.height}" overflow="visible">${asXml(one.svg)}</svg>`;
  });
  const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="DejaVu Sans, system-ui, sans-serif" fill="var(--ink)" color="var(--ink)">`;
  const whole = `${head}<rect width="100%" height="100%" fill="var(--paper)"/><text x="${GAP}" y="${GAP + 6}" font-size="15" font-weight="600">${text(title)}</text>${parts.join("")}</svg>\n`;
  return visible(onPaper(whole.replaceAll("currentColor", "var(--ink)")));
}

/** HTML lets `<` stand in an attribute; other readers do not. */
const escapedAttributes = (svg: string): string =>
  svg.replace(/="[^"]*"/g, (value) => value.replace(/&(?!quot;)/g, "&amp;").replaceAll("<", "&lt;"));

/** What a page can show but a file of XML cannot: links, names of characters, styles of the page. */
function asXml(svg: string): string {
  return svg
    .replace(/<a [^>]*>|<\/a>/g, "")
    .replaceAll("&nbsp;", " ")
    .replace(/<style>[\s\S]*?<\/style>/g, "")
    .replace(/font-family="system-ui, sans-serif"|font-family: ?system-ui, ?sans-serif;?/g, "");
}

const text = (value: string): string => value.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
const attribute = (value: string): string => text(value).replaceAll('"', "&quot;");

/** A name that fits into `most` characters. */
export const shortened = (name: string, most: number): string => (name.length > most ? `${name.slice(0, most - 1)}…` : name);
