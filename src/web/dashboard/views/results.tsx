import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { ConfigurationRow, ExperimentView } from "../../api/shapes.ts";
import { plain, signed } from "../parts/format.ts";
import { Icon, Verdict } from "../parts/icons.tsx";
import { AxisText, Forest, Strip } from "../parts/strip.tsx";
import { type Chosen, makeBaseline, toggle } from "../state/chosen.ts";
import { choose } from "../state/router.ts";
import { ColumnChooser, useColumns } from "./columnChooser.tsx";
import { accuracyAxis, differenceAxis, FOREST } from "./resultsAxes.ts";
import { isShown, ordered } from "./resultsOrder.ts";
import { ResultsToolbar } from "./resultsToolbar.tsx";

export interface ResultsProps {
  readonly view: ExperimentView;
  readonly chosen: Chosen;
  readonly selected: readonly number[];
}

/** The table is the figure: every run and every difference stand in its rows, on axes in its head. Filters change no statistic. */
export function Results({ view, chosen, selected }: ResultsProps) {
  const { configurations, fields, decimals } = view;
  const rows = useMemo(
    () =>
      ordered(
        configurations.filter((row) => isShown(row, chosen, view.baseline)),
        chosen.sort,
        fields,
      ),
    [view, chosen.filter, chosen.verdict, chosen.sort],
  );
  const { shows, hidden, setHidden } = useColumns(view);
  const [stripCell, stripWidth] = useStripWidth();
  const axis = useMemo(() => accuracyAxis(configurations, chosen.isLinear, stripWidth), [configurations, chosen.isLinear, stripWidth]);
  const forest = useMemo(() => differenceAxis(configurations, chosen.isLinear), [configurations, chosen.isLinear]);
  const hasDifferences = configurations.some(({ difference }) => difference);
  const best = configurations.find(({ rank }) => rank === 1)?.index;
  const head = (key: string, words: string, place = "num") => <Head key={key} name={key} words={words} place={place} sort={chosen.sort} />;
  const runAddress = (run: { readonly id: string }) => `/run/${run.id}?experiment=${view.row.id}`;
  return (
    <>
      <ResultsToolbar view={view} chosen={chosen} shown={rows.length}>
        <ColumnChooser view={view} hidden={hidden} onHidden={setHidden} />
      </ResultsToolbar>
      <div>
        <table class="rows results">
          <caption class="hidden">{view.caption}</caption>
          <thead>
            <tr>
              <th scope="col" class="tick">
                <span class="hidden">select</span>
              </th>
              <th scope="col" class="base">
                <span class="hidden">baseline</span>
              </th>
              {fields.length
                ? fields.map((field, place) => head(`field${place}`, field, "num phone-hide"))
                : head("name", "configuration", "phone-hide")}
              {shows("runs") && head("runs", "runs", "num r4")}
              {head("mean", "mean", "num c-mean")}
              {shows("sd") && head("sd", "± sd", "num r3")}
              {shows("interval") && (
                <th scope="col" class="num r4">
                  95% interval
                </th>
              )}
              {shows("nll") && head("nll", "NLL", "num r4")}
              {shows("ece") && head("ece", "ECE, %", "num r4")}
              {shows("strip") && (
                <th scope="col" class="figure c-strip" ref={stripCell}>
                  <span class="small">every run, %{chosen.isLinear ? "" : ", log error"}</span>
                  <div class="fit">
                    <AxisText axis={axis} />
                  </div>
                </th>
              )}
              {hasDifferences && head("difference", "difference", "num c-diff")}
              {hasDifferences && shows("forest") && (
                <th scope="col" class="figure r3">
                  <span class="small">worse ← points → better</span>
                  <AxisText axis={forest} />
                </th>
              )}
              {hasDifferences && head("verdict", "verdict", "c-verdict")}
              {shows("lost") && head("lost", "lost", "num r2")}
              {shows("diverged") && head("diverged", "diverged", "num r2")}
              {shows("notes") && (
                <th scope="col" class="r4">
                  notes
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => {
              const isBaseline = row.index === view.baseline;
              const isSelected = selected.includes(row.index);
              const { difference } = row;
              const first = row.runs[0];
              const name = (text: string) => (
                <a class="name" href={first ? runAddress(first) : "#"} title={row.name}>
                  {text}
                </a>
              );
              return (
                <tr key={row.index} data-row={row.index} tabIndex={0} aria-selected={isSelected}>
                  <td class="tick">
                    <input
                      type="checkbox"
                      aria-label={`Select ${row.name}`}
                      checked={isSelected}
                      tabIndex={-1}
                      onChange={() => toggle(String(row.index), selected)}
                    />
                  </td>
                  <td class="base">
                    <button
                      type="button"
                      class="baseline"
                      aria-pressed={isBaseline}
                      aria-label={isBaseline ? "Baseline" : `Make ${row.name} the baseline`}
                      data-tip={isBaseline ? "The baseline" : "Make it the baseline"}
                      onClick={() => makeBaseline(row.index)}
                    >
                      <Icon name={isBaseline ? "baseline" : "noBaseline"} />
                    </button>
                  </td>
                  <th scope="row" class="phone-only c-name">
                    {name(row.name || "one configuration")}
                  </th>
                  {fields.length ? (
                    row.values.map((value, place) => (
                      <td key={fields[place]} class="num phone-hide">
                        {place === 0 ? (
                          name(value || "–")
                        ) : (
                          <span class={value === "no limit" || value === "off" ? "muted" : ""}>{value}</span>
                        )}
                      </td>
                    ))
                  ) : (
                    <td class="phone-hide">{name("one configuration")}</td>
                  )}
                  {shows("runs") && (
                    <td class="num r4 muted">{row.scored === row.planned ? row.scored : `${row.scored} of ${row.planned}`}</td>
                  )}
                  <td class="num c-mean" data-live>
                    {row.index === best && (
                      <span class="star" data-tip="highest mean">
                        ★{" "}
                      </span>
                    )}
                    {row.mean === null ? (
                      <span class="muted">–</span>
                    ) : row.index === best ? (
                      <b>{plain(row.mean, decimals)}</b>
                    ) : (
                      plain(row.mean, decimals)
                    )}
                  </td>
                  {shows("sd") && <td class="num r3">{row.sd === null ? "" : plain(row.sd, decimals)}</td>}
                  {shows("interval") && (
                    <td class="num r4 muted">
                      {row.low === null || row.high === null ? "" : `[${plain(row.low, decimals)}, ${plain(row.high, decimals)}]`}
                    </td>
                  )}
                  {shows("nll") && <td class="num r4">{row.nll === null ? "" : plain(row.nll, 4)}</td>}
                  {shows("ece") && <td class="num r4">{row.ece === null ? "" : plain(row.ece)}</td>}
                  {shows("strip") && (
                    <td class="figure c-strip">
                      <div class="fit">
                        <Strip {...row} axis={axis} label={stripText(row)} addressOf={runAddress} />
                      </div>
                    </td>
                  )}
                  {hasDifferences && <td class="num c-diff">{difference?.mean == null ? "" : signed(difference.mean)}</td>}
                  {hasDifferences && shows("forest") && (
                    <td class="figure r3">
                      <Forest
                        mean={difference?.mean ?? null}
                        low={difference?.low ?? null}
                        high={difference?.high ?? null}
                        verdict={difference?.verdict}
                        scale={forest.scale}
                        width={FOREST}
                        label={difference ? differenceText(row) : "baseline"}
                      />
                    </td>
                  )}
                  {hasDifferences && (
                    <td class="c-verdict">
                      {difference ? (
                        <span data-tip={difference.sentence}>
                          <Verdict of={difference.verdict} p={difference.p === null ? undefined : difference.pText} />
                        </span>
                      ) : (
                        <span class="verdict">
                          <Icon name="baseline" />
                          baseline
                        </span>
                      )}
                    </td>
                  )}
                  {shows("lost") && <td class="num r2">{row.lost ? `${row.lost} of ${row.scored}` : <span class="muted">–</span>}</td>}
                  {shows("diverged") && (
                    <td class="num r2">{row.diverged ? `${row.diverged} of ${row.planned}` : <span class="muted">–</span>}</td>
                  )}
                  {shows("notes") && <td class="r4 small muted">{row.notes}</td>}
                </tr>
              );
            })}
            {rows.length === 0 && (
              <tr>
                <td colSpan={20} class="none">
                  No configuration matches.{" "}
                  <button type="button" onClick={() => choose({ q: undefined, verdict: undefined })}>
                    Show all {configurations.length}
                  </button>
                </td>
              </tr>
            )}
          </tbody>
        </table>
      </div>
      <p class="tfoot">
        {view.caption} Dots are runs, hollow where a class was lost; the upright line is the mean, the level one its interval.
        {view.comparisons > 1 ? ` p is after Holm over all ${view.comparisons} comparisons, whatever the filter shows.` : ""}
      </p>
    </>
  );
}

function Head({
  name,
  words,
  place,
  sort,
}: {
  readonly name: string;
  readonly words: string;
  readonly place: string;
  readonly sort: string;
}) {
  const isOwn = sort.replace(/^-/, "") === name;
  const isDown = sort.startsWith("-");
  // descending, ascending, the experiment's own order
  const next = !isOwn ? `-${name}` : isDown ? name : undefined;
  return (
    <th scope="col" class={place} aria-sort={isOwn ? (isDown ? "descending" : "ascending") : undefined}>
      <button type="button" onClick={() => choose({ sort: next })}>
        {words}
        {isOwn ? (isDown ? " ↓" : " ↑") : ""}
      </button>
    </th>
  );
}

/** The width of the column of strips, which takes what the others leave. */
function useStripWidth(): [{ current: HTMLTableCellElement | null }, number] {
  const cell = useRef<HTMLTableCellElement>(null);
  const [width, setWidth] = useState(240);
  useLayoutEffect(() => {
    const at = cell.current;
    if (!at) return undefined;
    const measure = () => {
      const style = getComputedStyle(at);
      const room = at.clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight);
      setWidth(Math.max(LEAST_STRIP, Math.floor(room)));
    };
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(at);
    return () => watch.disconnect();
  }, []);
  return [cell, width];
}

const LEAST_STRIP = 140;

const stripText = ({ name, scored, mean }: ConfigurationRow): string =>
  `${name || "one configuration"}: ${scored} run${scored === 1 ? "" : "s"}${mean === null ? "" : `, mean ${plain(mean)}%`}`;

function differenceText({ difference }: ConfigurationRow): string {
  if (!difference || difference.mean === null) return "no difference to show";
  const { mean, low, high, wins, pairs } = difference;
  const interval = low === null || high === null ? "" : ` [${plain(low)}, ${plain(high)}]`;
  return `${signed(mean)}${interval} points, better on ${wins} of ${pairs} seeds`;
}
