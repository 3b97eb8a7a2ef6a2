import type { CurveLine } from "./curveLine.ts";
import { svgFile } from "./download.ts";
import type { Scale } from "./scale.ts";

const [WIDTH, HEIGHT] = [720, 360];
const [LEFT, TOP, BOTTOM] = [56, 20, 44];
const LETTER = 6.4;

interface Drawn {
  readonly iterations: readonly number[];
  readonly lines: readonly CurveLine[];
  readonly unit: string;
  /** Of the values, for the room that is given to it. */
  readonly scaleOf: (from: number, to: number) => Scale;
  readonly ticks: readonly number[];
  readonly colorOf: (name: string) => string;
  readonly dashes: readonly (readonly number[])[];
}

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** The curves of a panel as an SVG file. */
export function curvesPicture({ iterations, lines, unit, scaleOf, ticks, colorOf, dashes }: Drawn): string {
  const right = lines.length > 1 ? Math.min(220, 16 + LETTER * Math.max(...lines.map(({ name }) => name.length))) : 16;
  const y = scaleOf(HEIGHT - BOTTOM, TOP);
  const [first = 0, last = 1] = [iterations[0], iterations.at(-1)];
  const x = (iteration: number) => LEFT + ((iteration - first) / (last - first || 1)) * (WIDTH - LEFT - right);
  const [muted, faint] = [colorOf("muted"), colorOf("faint")];
  const text = (at: string, content: string, color: string) => `<text ${at} font-size="12" fill="${color}">${escaped(content)}</text>`;
  const path = (values: readonly (number | null)[]) => {
    let isOpen = false;
    return values
      .map((value, place) => {
        if (value === null || !Number.isFinite(value)) {
          isOpen = false;
          return "";
        }
        const command = isOpen ? "L" : "M";
        isOpen = true;
        return `${command}${x(iterations[place] as number).toFixed(1)} ${y(value).toFixed(1)}`;
      })
      .join("");
  };
  const grid = ticks.map(
    (tick) =>
      `<line x1="${LEFT}" x2="${WIDTH - right}" y1="${y(tick)}" y2="${y(tick)}" stroke="${faint}"/>${text(`x="${LEFT - 6}" y="${y(tick) + 4}" text-anchor="end"`, String(Number(tick.toPrecision(3))), muted)}`,
  );
  const ends = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const iteration = Math.round(first + share * (last - first));
    return text(`x="${x(iteration)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle"`, iteration.toLocaleString("en"), muted);
  });
  const bands = lines.flatMap(({ low, high, color }) => {
    if (!low || !high) return [];
    const back = iterations.map((iteration, place) => [iteration, low[place]] as const).toReversed();
    const end = back.map(([iteration, value]) =>
      value === null || value === undefined ? "" : `L${x(iteration).toFixed(1)} ${y(value).toFixed(1)}`,
    );
    return [`<path d="${path(high)}${end.join("")}Z" fill="${colorOf(`line${color}`)}" fill-opacity="0.2"/>`];
  });
  const strokes = lines.map(
    ({ values, color, isThin }) =>
      `<path d="${path(values)}" fill="none" stroke="${colorOf(`line${color}`)}" stroke-width="${isThin ? 1 : 1.8}" stroke-dasharray="${(dashes[color] ?? []).join(" ") || "none"}"/>`,
  );
  let floor = 0;
  const names = (lines.length > 1 ? lines : [])
    .flatMap(({ name, color, values }) => {
      const value = values.findLast((one) => one !== null);
      return value === null || value === undefined ? [] : [{ name, color, at: y(value) }];
    })
    .sort((a, b) => a.at - b.at)
    .map(({ name, color, at }) => {
      floor = Math.max(at, floor + 14);
      return text(`x="${WIDTH - right + 6}" y="${floor + 4}"`, name, colorOf(`line${color}`));
    });
  return svgFile(WIDTH, HEIGHT, [...grid, ...ends, text(`x="${LEFT}" y="13"`, unit, muted), ...bands, ...strokes, ...names].join(""));
}
