import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { CurveLine } from "./curveLine.ts";
import { curvesPicture } from "./curvesPicture.ts";
import { pictures } from "./download.ts";
import { linear, roundTicks } from "./scale.ts";

interface CurvesProps {
  readonly iterations: readonly number[];
  readonly lines: readonly CurveLine[];
  readonly isLog: boolean;
  readonly label: string;
  /** What stands beside the upright axis. */
  readonly unit: string;
  /** An iteration that is marked. */
  readonly marked?: number | null;
  readonly height?: number;
}

const dashes: readonly (readonly number[])[] = [[], [6, 3], [2, 2], [8, 3, 2, 3], [4, 4], [1, 3], [10, 3], [6, 2, 2, 2]];

/** Lines over iterations, each with its name at its end; drag to zoom, double click to leave. */
export function Curves({ iterations, lines, isLog, label, unit, marked, height = 260 }: CurvesProps) {
  const host = useRef<HTMLDivElement>(null);
  const readout = useRef<HTMLParagraphElement>(null);
  const plot = useRef<uPlot | null>(null);
  const isZoomed = useRef(false);
  const shape = JSON.stringify([isLog, unit, height, marked, lines.map(({ name, color, low }) => [name, color, low !== undefined])]);
  const data = dataOf(iterations, lines);
  const latest = useRef(data);
  latest.current = data;
  useEffect(() => {
    const at = host.current;
    if (!at) return undefined;
    const colorOf = (name: string) => getComputedStyle(at).getPropertyValue(`--${name}`).trim();
    const make = () => {
      plot.current?.destroy();
      isZoomed.current = false;
      plot.current = new uPlot(
        optionsOf({
          lines,
          isLog,
          unit,
          marked: marked ?? null,
          width: at.clientWidth,
          height,
          colorOf,
          onCursor: (text) => {
            if (readout.current) readout.current.textContent = text;
          },
          onZoom: (zoomed) => (isZoomed.current = zoomed),
        }),
        latest.current,
        at,
      );
    };
    make();
    const watch = new ResizeObserver(() => plot.current?.setSize({ width: at.clientWidth, height }));
    watch.observe(at);
    const shade = matchMedia("(prefers-color-scheme: dark)");
    shade.addEventListener("change", make);
    return () => {
      watch.disconnect();
      shade.removeEventListener("change", make);
      plot.current?.destroy();
      plot.current = null;
    };
  }, [shape]);
  useEffect(() => {
    const at = host.current;
    if (!at) return;
    pictures.set(at, () => {
      const values = lines.flatMap((line) => [...line.values, ...(line.low ?? []), ...(line.high ?? [])]).filter((value) => value !== null);
      const [low, high] = (isLog ? logRange : linearRange)(Math.min(...values), Math.max(...values));
      return curvesPicture({
        iterations,
        lines,
        unit,
        dashes,
        ticks: isLog ? logTicks(low, high) : roundTicks(low, high, 6),
        colorOf: (name) => getComputedStyle(at).getPropertyValue(`--${name}`).trim(),
        scaleOf: (from, to) => {
          const place = isLog ? linear(Math.log(low), Math.log(high), from, to) : linear(low, high, from, to);
          return (value) => place(isLog ? Math.log(value) : value);
        },
      });
    });
  }, [iterations, lines, isLog]);
  // new points move no zoom
  useEffect(() => plot.current?.setData(data, !isZoomed.current), [iterations, lines]);
  return (
    <>
      <div class="curves" ref={host} role="img" aria-label={label} />
      <p class="readout" ref={readout} aria-hidden="true" />
    </>
  );
}

function dataOf(iterations: readonly number[], lines: readonly CurveLine[]): uPlot.AlignedData {
  const series = lines.flatMap(({ values, low, high }) => [values, ...(low && high ? [high, low] : [])]);
  return [[...iterations], ...series.map((values) => [...values])] as uPlot.AlignedData;
}

interface PlotOptions {
  readonly lines: readonly CurveLine[];
  readonly isLog: boolean;
  readonly unit: string;
  readonly marked: number | null;
  readonly width: number;
  readonly height: number;
  readonly colorOf: (name: string) => string;
  readonly onZoom: (isZoomed: boolean) => void;
  /** What is under the pointer; nothing when it leaves. */
  readonly onCursor: (text: string) => void;
}

const thousands = (value: number): string => (Math.abs(value) >= 1000 ? `${Number((value / 1000).toPrecision(4))}k` : String(value));
const FONT = "11px system-ui, sans-serif";

function optionsOf({ lines, isLog, unit, marked, width, height, colorOf, onZoom, onCursor }: PlotOptions): uPlot.Options {
  const axis = { stroke: colorOf("muted"), font: FONT, ticks: { show: false }, grid: { stroke: colorOf("faint"), width: 1 } };
  const series: uPlot.Series[] = [{ label: "iteration", value: (_, value) => (value === null ? "–" : value.toLocaleString("en")) }];
  const bands: uPlot.Band[] = [];
  const value = (_: uPlot, at: number | null) => (at === null ? "–" : String(Number(at.toPrecision(4))));
  for (const { name, color, low, high, isThin } of lines) {
    const stroke = colorOf(`line${color}`);
    series.push({ label: name, stroke, width: isThin ? 1 : 1.8, dash: [...(dashes[color] ?? [])], points: { show: false }, value });
    if (!low || !high) continue;
    const first = series.length;
    for (let edge = 0; edge < 2; edge++) series.push({ label: "", stroke: "transparent", width: 0, points: { show: false } });
    bands.push({ series: [first, first + 1], fill: `${stroke}33` });
  }
  return {
    width,
    height,
    series,
    bands,
    legend: { show: false },
    cursor: { drag: { x: true, y: false }, points: { size: 6 } },
    scales: {
      x: { time: false },
      y: isLog ? { distr: 3, range: (_, low, high) => logRange(low, high) } : { range: (_, low, high) => linearRange(low, high) },
    },
    axes: [
      { ...axis, values: (_, ticks) => ticks.map(thousands), size: 28 },
      {
        ...axis,
        size: 46,
        label: unit,
        labelSize: 16,
        labelFont: FONT,
        ...(isLog && {
          splits: (_: uPlot, __: number, low: number, high: number) => logTicks(low, high),
          filter: (_: uPlot, ticks: number[]) => ticks,
          values: (_: uPlot, ticks: number[]) => ticks.map((tick) => String(Number(tick.toPrecision(3)))),
        }),
      },
    ],
    hooks: {
      setCursor: [(plot) => onCursor(textUnder(plot, lines))],
      setSelect: [({ select }) => onZoom(select.width > 0)],
      setScale: [
        (plot, key) => {
          if (key !== "x") return;
          const [first, last] = [plot.data[0][0] ?? 0, plot.data[0].at(-1) ?? 0];
          onZoom((plot.scales["x"]?.min ?? first) > first || (plot.scales["x"]?.max ?? last) < last);
        },
      ],
      draw: [
        (plot) => {
          drawNames(plot, lines, colorOf);
          if (marked !== null) drawMark(plot, marked, colorOf("edge"), colorOf("muted"));
        },
      ],
    },
    padding: [12, lines.length > 1 ? Math.min(150, 14 + 6.4 * Math.max(...lines.map(({ name }) => name.length))) : 14, 0, 0],
  };
}

/** `400: dropout 0 16.2, dropout 0.5 9.1` */
function textUnder(plot: uPlot, lines: readonly CurveLine[]): string {
  const place = plot.cursor.idx;
  if (place === null || place === undefined || (plot.cursor.left ?? -1) < 0) return "";
  let series = 1;
  const values = lines.map(({ name, low, told }) => {
    const drawn = plot.data[series]?.[place] ?? null;
    const value = drawn === null ? null : (told?.[place] ?? drawn);
    series += low ? 3 : 1;
    return value === null ? "" : `${lines.length > 1 ? `${name} ` : ""}${Number(value.toPrecision(4))}`;
  });
  return `${(plot.data[0][place] ?? 0).toLocaleString("en")}: ${values.filter(Boolean).join(", ")}`;
}

/** A little more than there is; where all values are equal, uPlot's own would have no end. */
function logRange(low: number | null, high: number | null): [number, number] {
  if (low === null || high === null || !(low > 0) || !Number.isFinite(high)) return [1, 100];
  const pad = high / low < LEAST_RATIO ? Math.sqrt(LEAST_RATIO) : (high / low) ** 0.04;
  return [low / pad, high * pad];
}
const LEAST_RATIO = 1.2;

/** The same for a linear axis: values that differ by rounding alone would have ticks without end. */
function linearRange(low: number | null, high: number | null): [number, number] {
  if (low === null || high === null || !Number.isFinite(low) || !Number.isFinite(high)) return [0, 1];
  const span = Math.max(high - low, LEAST_SPAN * Math.max(Math.abs(low), Math.abs(high)), Number.MIN_VALUE * 1e300);
  const middle = (low + high) / 2;
  return [middle - span * 0.55, middle + span * 0.55];
}
const LEAST_SPAN = 1e-3;

/** Round values of a logarithmic axis: the coarsest that are three at least, else as on a linear one. */
function logTicks(low: number, high: number): number[] {
  const powers = Array.from({ length: 24 }, (_, i) => i - 12);
  const found = [[1], [1, 2, 5], [1, 1.5, 2, 3, 5, 7]].map((factors) =>
    powers.flatMap((power) => factors.map((factor) => Number(`${factor}e${power}`))).filter((tick) => tick >= low && tick <= high),
  );
  return found.find(({ length }) => length >= 3) ?? roundTicks(low, high, 4);
}

const NAME_HEIGHT = 13;
const LONGEST_NAME = 22;

/** Names at the ends of their lines, moved apart where they would lie on one another. */
function drawNames(plot: uPlot, lines: readonly CurveLine[], colorOf: (name: string) => string): void {
  if (lines.length < 2) return;
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  let series = 1;
  const names = lines.map(({ name, color, low, values }) => {
    const own = series;
    series += low ? 3 : 1;
    const until = plot.scales["x"]?.max ?? Number.POSITIVE_INFINITY;
    const all = [...(plot.data[own] ?? values)] as (number | null)[];
    const last = all.findLast((one, place) => one !== null && (plot.data[0][place] ?? 0) <= until) ?? null;
    return { name, color, y: last === null ? null : plot.valToPos(last, "y", true) };
  });
  const placed = names.flatMap(({ y, ...rest }) => (y === null ? [] : [{ ...rest, y }])).sort((a, b) => a.y - b.y);
  let floor = Number.NEGATIVE_INFINITY;
  ctx.save();
  ctx.font = `${11 * ratio}px system-ui, sans-serif`;
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  for (const { name, color, y } of placed) {
    const at = Math.max(y, floor);
    floor = at + NAME_HEIGHT * ratio;
    ctx.fillStyle = colorOf(`line${color}`);
    ctx.fillText(name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name, bbox.left + bbox.width + 6 * ratio, at);
  }
  ctx.restore();
}

function drawMark(plot: uPlot, iteration: number, stroke: string, fill: string): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const x = plot.valToPos(iteration, "x", true);
  if (x < bbox.left || x > bbox.left + bbox.width) return;
  ctx.save();
  ctx.strokeStyle = stroke;
  ctx.setLineDash([3 * ratio, 3 * ratio]);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.font = `${11 * ratio}px system-ui, sans-serif`;
  ctx.fillStyle = fill;
  const isLeft = x > bbox.left + bbox.width / 2;
  ctx.textAlign = isLeft ? "right" : "left";
  ctx.fillText(`chosen: ${iteration.toLocaleString("en")}`, x + (isLeft ? -4 : 4) * ratio, bbox.top + 10 * ratio);
  ctx.restore();
}
