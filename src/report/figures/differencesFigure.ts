import * as Plot from "@observablehq/plot";
import { type Comparison, endText, isShown, pText } from "#analysis";
import { counted } from "#engine";
import { correctionText } from "../comparisonLines.ts";
import { cutNames, namesInFull } from "../cutNames.ts";
import { allDivergedText } from "../wholeMean.ts";
import { type Figure, labelColumns, labelWidth, panel, tickCount } from "./figure.ts";
import { dotKey, lineKey } from "./legend.ts";

const ROW = 24;

/** Each configuration's difference from the baseline with its interval, and which have none since all their runs diverged. */
export function differencesFigure(
  comparisons: readonly Comparison[],
  baseline: string,
  width: number,
  diverged: readonly string[] = [],
): Figure | undefined {
  const rows = comparisons.filter(({ paired }) => paired.pairs > 1).map((comparison, row) => ({ ...comparison, row }));
  if (!rows.length) return undefined;
  const onePair = comparisons.filter(({ verdict }) => verdict === "copies" || verdict === "sameRuns");
  const whole = rows.map(({ other }) => other);
  const names = cutNames(whole, labelColumns(width));
  const marginLeft = 24 + labelWidth([...names, "name"]);
  const ends = rows.flatMap(({ paired: { interval } }) => [interval.low, interval.high, 0]);
  const pad = 0.05 * (Math.max(...ends) - Math.min(...ends)) || 0.1;
  const color = (one: Comparison) => (isShown(one) ? "var(--accent)" : "var(--muted)");
  const marks: Plot.Markish[] = [
    Plot.gridX({ stroke: "var(--rule)", strokeOpacity: 1 }),
    Plot.ruleX([0], { stroke: "var(--ink)" }),
    Plot.axisY(
      rows.map(({ row }) => row),
      { tickFormat: (row: number) => names[row] ?? "", tickSize: 0, label: null, fontSize: 12 },
    ),
    Plot.axisX({
      label: "← worse · difference, points · better →",
      labelAnchor: "center",
      fontSize: 12,
      labelOffset: 36,
      ticks: tickCount(width - marginLeft),
    }),
    Plot.ruleY(rows, {
      y: "row",
      x1: ({ paired }) => paired.interval.low,
      x2: ({ paired }) => paired.interval.high,
      stroke: color,
      strokeWidth: 2,
    }),
    Plot.dot(rows, {
      y: "row",
      x: ({ paired }) => paired.meanDifference,
      r: 4,
      stroke: color,
      strokeWidth: 1.8,
      fill: (one: Comparison) => (isShown(one) ? "var(--accent)" : "var(--paper)"),
    }),
    Plot.text(rows, {
      y: "row",
      frameAnchor: "right",
      textAnchor: "start",
      dx: 8,
      text: ({ adjustedP }) => (Number.isNaN(adjustedP) ? "no p" : `p ${pText(adjustedP)}`),
      fill: "var(--muted)",
    }),
  ];
  const areTested = rows.some(({ p }) => !Number.isNaN(p));
  const margin = rows.find(({ verdict }) => verdict === "equivalent")?.equivalence?.margin;
  const hollow = [
    ...(rows.some((one) => !isShown(one) && !Number.isNaN(one.adjustedP) && !isTold(one)) ? ["no evidence"] : []),
    ...(rows.some(({ verdict }) => verdict === "withheld") ? ["runs of the better one diverged"] : []),
    ...(margin === undefined ? [] : [`equivalent within ${margin} ${margin === 1 ? "point" : "points"}`]),
    ...(rows.some(({ adjustedP }) => Number.isNaN(adjustedP)) ? [areTested ? "no p: not tested" : "not tested"] : []),
  ];
  return {
    name: "differences",
    title: `Against ${baseline}`,
    caption: `Mean difference from ${baseline} over runs with the same seed, with its 95% t-interval; ${areTested ? `p is of the sign-flip test${correctionText(rows[0]?.comparisons ?? 1)}. No evidence is not evidence of no difference.` : "no test is made of them."}${allDivergedText(diverged)}${comparisons.some(({ verdict }) => verdict === "otherImages") ? " Those that are tested on other examples are left out." : ""}${onePair.length ? ` Of ${counted(onePair.length, "configuration")} the runs are copies of one, or the baseline's own: ${onePair.length === 1 ? "it has" : "they have"} no place here.` : ""}`,
    inFull: namesInFull(whole, names),
    legend: [
      ...(areTested
        ? [
            dotKey(`p < 0.05${rows.some(({ verdict }) => verdict === "withheld") ? ", and no run of the better one diverged" : ""}`, {
              fill: "var(--accent)",
            }),
          ]
        : []),
      ...(hollow.length ? [dotKey(hollow.join(", or "), { fill: "var(--paper)", stroke: "var(--muted)" })] : []),
      lineKey("95% interval", "var(--muted)", { width: 2 }),
    ],
    panels: [
      panel(
        {
          width,
          height: 52 + ROW * rows.length,
          marginLeft,
          marginRight: 72,
          marginTop: 8,
          marginBottom: 44,
          color: { type: "identity" },
          x: { domain: [Math.min(...ends) - pad, Math.max(...ends) + pad] },
          y: { domain: [-0.5, rows.length - 0.5], reverse: true },
          marks,
        },
        `Differences from ${baseline}. ${rows.map(textOf).join("; ")}`,
      ),
    ],
  };
}

/** What its hollow mark means besides that nothing was shown. */
const isTold = ({ verdict }: Comparison): boolean => verdict === "withheld" || verdict === "equivalent";

const textOf = ({ other, paired: { meanDifference, interval } }: Comparison): string =>
  `${other}: ${endText(meanDifference)} points, interval ${endText(interval.low)} to ${endText(interval.high)}`;
