import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { useWidth } from "./canvas.ts";

export type Point = readonly [x: number, y: number];

const rounded = (value: number) => value.toFixed(1);

/** A line through points, as the data of a path. */
export const lineOf = (points: readonly Point[]): string =>
  points.map(([x, y], i) => `${i ? "L" : "M"}${rounded(x)},${rounded(y)}`).join("");

/** The area between two lines. */
export const bandOf = (upper: readonly Point[], lower: readonly Point[]): string =>
  upper.length ? `${lineOf(upper)}${lineOf([...lower].reverse()).replace("M", "L")}Z` : "";

interface FittedPictureProps {
  readonly height: number;
  /** What it shows, for those who cannot see it. */
  readonly label: string;
  readonly children: (width: number) => ComponentChildren;
}

/** An SVG as wide as its place. */
export function FittedPicture({ height, label, children }: FittedPictureProps) {
  const host = useRef<HTMLDivElement>(null);
  const width = useWidth(host);
  return (
    <div class="picture-of" ref={host}>
      {width > 0 && (
        <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
          {children(width)}
        </svg>
      )}
    </div>
  );
}

interface DotProps {
  readonly twin: "a" | "b";
  readonly x: number;
  readonly y: number;
  readonly r: number;
}

/** A is a full disc, B a half one. */
export const TwinDot = ({ twin, x, y, r }: DotProps) => (
  <>
    <circle cx={x} cy={y} r={r} fill={twin === "a" ? "var(--a)" : "var(--paper)"} stroke={`var(--${twin})`} stroke-width={2} />
    {twin === "b" && <path d={`M${x},${y - r}a${r},${r} 0 0 0 0,${2 * r}z`} fill="var(--b)" />}
  </>
);

/** B's lines are dashed. */
export const dashOf = (twin: "a" | "b"): string | undefined => (twin === "b" ? "6 4" : undefined);
