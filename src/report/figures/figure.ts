import * as Plot from "@observablehq/plot";
import { roundTicks } from "../terminal/axis.ts";
import { widest } from "../textWidth.ts";
import type { Key } from "./legend.ts";
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

/** How many pixels wide pictures are: those that have a line of their own, and those that stand side by side. */
export interface FigureSpace {
  readonly wide: number;
  readonly small: number;
}

/** On a page of a report. */
export const pageSpace: FigureSpace = { wide: 760, small: 244 };

/** A figure of a report: one picture, or several small ones of the same kind. */
export interface Figure {
  /** What `--figure` calls it. */
  readonly name: string;
  readonly title: string;
  /** What is shown and how to read it; a sentence or two. */
  readonly caption: string;
  /** Names that are cut in its pictures, for where no table beside it has them. */
  readonly inFull?: readonly string[];
  /** What its marks stand for. */
  readonly legend?: readonly Key[];
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

/** HTML lets `<` stand in an attribute; other readers do not. */
const escapedAttributes = (svg: string): string =>
  svg.replace(/="[^"]*"/g, (value) => value.replace(/&(?!quot;)/g, "&amp;").replaceAll("<", "&lt;"));

export const text = (value: string): string => value.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
const attribute = (value: string): string => text(value).replaceAll('"', "&quot;");

/** The width of a character in the labels of a figure, about; those of two columns take two. */
const CHARACTER = 6.6;

/** How wide the widest of these labels is, about, in pixels. */
export const labelWidth = (labels: readonly string[]): number => CHARACTER * widest(labels);

/** How many columns of text fit beside a picture of so many pixels: at most 34, and no more than a good third of it. */
export const labelColumns = (width: number): number => Math.min(34, Math.floor((0.38 * width) / CHARACTER));

/** About how many ticks an axis of so many pixels has. */
export const tickCount = (width: number): number => Math.max(3, Math.min(8, Math.round(width / 80)));
