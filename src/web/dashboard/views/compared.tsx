import type { ConfigurationRow, CurvesView, ExperimentView } from "../../api/shapes.ts";
import { Segment } from "../parts/controls.tsx";
import { csvAddress } from "../parts/csv.ts";
import { Curves } from "../parts/curves.tsx";
import { plain } from "../parts/format.ts";
import { Icon } from "../parts/icons.tsx";
import { Panel } from "../parts/panel.tsx";
import { linear, roundTicks } from "../parts/scale.ts";
import { shortNames } from "../parts/shortNames.ts";
import { select } from "../state/chosen.ts";
import { useResource } from "../state/resource.ts";
import { choose, place } from "../state/router.ts";

const MOST_CURVES = 8;
/** Names at the ends of curves, and below columns, have so many signs at most. */
const [LONGEST_NAME, LONGEST_COLUMN] = [22, 26];
const concernsNothing = () => false;

interface ComparedProps {
  readonly view: ExperimentView;
  readonly selected: readonly number[];
  readonly baseline: ConfigurationRow | undefined;
}

/** Those that were selected, against the baseline: sentences, seed by seed, curve by curve. */
export function Compared({ view, selected, baseline }: ComparedProps) {
  const rows = selected.flatMap((index) => view.configurations.find((one) => one.index === index) ?? []);
  const told = rows.filter(({ index }) => index !== view.baseline);
  const withBaseline = baseline && !selected.includes(baseline.index) ? [baseline, ...rows] : rows;
  return (
    <section id="compared" class="section-block" aria-labelledby="compared-title">
      <div class="section">
        <h2 id="compared-title">Compared</h2>
        <span class="muted small">
          {rows.length} selected, against {baseline?.name || "the baseline"}
          {view.comparisons > 1 && `; p after Holm over all ${view.comparisons} comparisons`}
        </span>
      </div>
      <ul class="sentences">
        {told.map(({ index, difference }) =>
          difference ? (
            <li key={index} class="verdict" data-is={["better", "worse"].includes(difference.verdict) ? difference.verdict : "open"}>
              <Icon name={difference.verdict === "better" ? "better" : difference.verdict === "worse" ? "worse" : "open"} />
              <span>{difference.sentence}</span>
            </li>
          ) : null,
        )}
      </ul>
      <div class="figures">
        <SeedBySeed rows={withBaseline} />
        <LearningCurves view={view} rows={withBaseline.slice(0, MOST_CURVES)} of={withBaseline.length} />
      </div>
    </section>
  );
}

/** Each line is a seed: lines that do not cross agree on the winner. */
function SeedBySeed({ rows }: { readonly rows: readonly ConfigurationRow[] }) {
  const [width, height, bottom] = [560, 250, 46];
  const values = rows.flatMap(({ runs }) => runs.flatMap(({ accuracy }) => accuracy ?? []));
  if (!values.length) return null;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const pad = 0.06 * (high - low) || 0.1;
  const y = linear(low - pad, high + pad, height - bottom, 8);
  const names = shortNames(
    rows.map(({ name }) => name || "all"),
    LONGEST_COLUMN,
  );
  const x = (place: number) => (rows.length > 1 ? 80 + (place / (rows.length - 1)) * (width - 150) : width / 2);
  const seeds = [...new Set(rows.flatMap(({ runs }) => runs.map(({ seed }) => seed)))];
  const tests = [...new Set(rows.map(({ test }) => test))];
  // accuracies of other test examples are joined by no line
  const lines = seeds.flatMap((seed) =>
    tests.map((tested) => ({
      key: `${seed} ${tested}`,
      points: rows.flatMap(({ runs, test }, place) => {
        const accuracy = test === tested ? (runs.find((run) => run.seed === seed)?.accuracy ?? null) : null;
        return accuracy === null ? [] : [{ place, accuracy }];
      }),
    })),
  );
  const others = tests.length > 1 ? " Not all are tested on the same examples, and what differs may be these; no line joins such." : "";
  return (
    <Panel
      pictures={["svg", "png"]}
      downloads={[{ label: "CSV", href: seedsCsv(rows) }]}
      title="Seed by seed"
      caption={`Each grey line is one seed, by which what configurations have in common is drawn alike. Lines that do not cross agree on the winner.${others}`}
    >
      <svg
        class="seeds"
        viewBox={`0 0 ${width} ${height}`}
        width="100%"
        role="img"
        aria-label={`Accuracy of each seed: ${rows.map(({ name, mean }) => `${name}, mean ${mean === null ? "none" : plain(mean)}`).join("; ")}`}
      >
        {roundTicks(low - pad, high + pad, 5).map((tick) => (
          <g key={tick}>
            <line class="grid" x1="48" x2={width - 8} y1={y(tick)} y2={y(tick)} />
            <text x="42" y={y(tick) + 4} text-anchor="end">
              {Number(tick.toFixed(3))}
            </text>
          </g>
        ))}
        {lines.map(({ key, points }) => (
          <path key={key} class="pair" d={points.map(({ place, accuracy }, i) => `${i ? "L" : "M"}${x(place)} ${y(accuracy)}`).join("")} />
        ))}
        {rows.map(({ index, runs, mean }, place) => (
          <g key={index}>
            {runs.map(
              ({ id, accuracy, lost }) =>
                accuracy !== null && <circle key={id} class={lost.length ? "dot lost" : "dot"} cx={x(place)} cy={y(accuracy)} r="3.2" />,
            )}
            {mean !== null && <line class="mean" x1={x(place) - 13} x2={x(place) + 13} y1={y(mean)} y2={y(mean)} />}
            <text class="ink" x={x(place)} y={height - bottom + (rows.length > 4 && place % 2 ? 36 : 22)} text-anchor="middle">
              {names[place]}
            </text>
          </g>
        ))}
      </svg>
    </Panel>
  );
}

interface CurvesProps {
  readonly view: ExperimentView;
  readonly rows: readonly ConfigurationRow[];
  readonly of: number;
}

export function LearningCurves({ view, rows, of }: CurvesProps) {
  const address = `/api/experiments/${view.row.id}/curves?of=${rows.map(({ index }) => index).join()}`;
  const isLinear = place.value.query.get("curves") === "linear";
  const runs = new Set(rows.flatMap((row) => row.runs.map(({ id }) => id)));
  const { value } = useResource<CurvesView>(
    rows.length ? address : null,
    ({ runs: changed }) => changed.some((id) => runs.has(id)) || concernsNothing(),
  );
  const merged = value ? onOneAxis(value, isLinear) : undefined;
  const hasZeros = !isLinear && (value?.curves.some(({ low }) => low.some((error) => error < LEAST_ERROR)) ?? false);
  return (
    <Panel
      title="Learning curves"
      caption={`Error in percent${isLinear ? "" : ", logarithmic,"}${value ? ` on the ${value.examples} examples that choose the iteration` : ""}: the mean of the runs, and the band from the best to the worst.${hasZeros ? ` An error of 0 stands at ${LEAST_ERROR}.` : ""}${value?.ofRuns ? ` ${value.ofRuns}` : ""} Drag to zoom, double click to leave.${rows.length < of ? ` ${rows.length} of ${of} configurations.` : ""}`}
      pictures={merged && merged.iterations.length > 1 ? ["svg", "png"] : []}
      downloads={value ? [{ label: "CSV", href: curvesCsv(value) }] : []}
      extra={
        <Segment label="Axis of errors">
          <button type="button" aria-pressed={!isLinear} onClick={() => choose({ curves: undefined })}>
            log
          </button>
          <button type="button" aria-pressed={isLinear} onClick={() => choose({ curves: "linear" })}>
            linear
          </button>
        </Segment>
      }
    >
      {merged && merged.iterations.length > 1 ? (
        <Curves {...merged} isLog={!isLinear} unit="error, %" label={`Learning curves of ${rows.map(({ name }) => name).join("; ")}`} />
      ) : (
        <p class="muted">{value ? "One evaluation makes no curve." : "Reading the curves…"}</p>
      )}
    </Panel>
  );
}

/** Curves over different iterations on one axis; a logarithmic one has no 0. No two have one colour or one name. */
function onOneAxis({ curves }: CurvesView, isLinear: boolean) {
  const iterations = [...new Set(curves.flatMap((curve) => curve.iterations))].sort((a, b) => a - b);
  const placed = (own: readonly number[], values: readonly number[]) => {
    const byIteration = new Map(own.map((iteration, place) => [iteration, values[place]]));
    return iterations.map((iteration) => {
      const value = byIteration.get(iteration);
      return value === undefined || value === null ? null : isLinear ? value : Math.max(LEAST_ERROR, value);
    });
  };
  const told = (own: readonly number[], values: readonly number[]) => {
    const byIteration = new Map(own.map((iteration, place) => [iteration, values[place]]));
    return iterations.map((iteration) => byIteration.get(iteration) ?? null);
  };
  const colors = colorsOf(curves.map(({ index }) => index));
  const names = shortNames(
    curves.map(({ name }) => name || "mean"),
    LONGEST_NAME,
  );
  const lines = curves.map((curve, place) => ({
    name: names[place] as string,
    color: colors[place] as number,
    values: placed(curve.iterations, curve.mean),
    told: told(curve.iterations, curve.mean),
    low: placed(curve.iterations, curve.low),
    high: placed(curve.iterations, curve.high),
  }));
  return { iterations, lines };
}

/** A row for each point of each curve. */
const curvesCsv = ({ curves }: CurvesView): string =>
  csvAddress([
    ["configuration", "iteration", "runs", "errorPercent", "lowestErrorPercent", "highestErrorPercent"],
    ...curves.flatMap(({ name, iterations, runs, mean, low, high }) =>
      iterations.map((iteration, k) => [name, iteration, runs[k] ?? null, mean[k] ?? null, low[k] ?? null, high[k] ?? null]),
    ),
  ]);

const LEAST_ERROR = 0.01;
/** A configuration has one colour in all curves of a page, but where another that is drawn has it. */
const LINES = 8;
function colorsOf(indices: readonly number[]): number[] {
  const taken = new Set<number>();
  return indices.map((index) => {
    const all = Array.from({ length: LINES }, (_, k) => (index + k) % LINES);
    const color = all.find((one) => !taken.has(one)) ?? index % LINES;
    taken.add(color);
    return color;
  });
}

/** What is selected, over the lower edge of the window. */
export function CompareBar({ view, selected }: { readonly view: ExperimentView; readonly selected: readonly number[] }) {
  if (!selected.length) return null;
  const names = selected.flatMap((index) => view.configurations.find((one) => one.index === index)?.name ?? []);
  return (
    <section class="compare" aria-label="Selection">
      <b>{selected.length} selected</b>
      <span class="chosen">
        {names.slice(0, 4).map((name) => (
          <span key={name}>{name}</span>
        ))}
        {names.length > 4 && <span>and {names.length - 4} more</span>}
      </span>
      <button type="button" class="primary" onClick={() => document.getElementById("compared")?.scrollIntoView({ behavior: "smooth" })}>
        Compare <kbd>c</kbd>
      </button>
      <button type="button" class="plain" onClick={() => select([])}>
        Clear <kbd>Esc</kbd>
      </button>
    </section>
  );
}

/** A row for each seed, and a column for each configuration. */
function seedsCsv(rows: readonly ConfigurationRow[]): string {
  const seeds = [...new Set(rows.flatMap(({ runs }) => runs.map(({ seed }) => seed)))];
  const accuracies = seeds.map((seed) => [seed, ...rows.map(({ runs }) => runs.find((run) => run.seed === seed)?.accuracy ?? null)]);
  return csvAddress([["seed", ...rows.map(({ name }) => name)], ...accuracies]);
}
