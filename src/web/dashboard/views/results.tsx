import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { ConfigurationRow, ExperimentView } from "../../api/shapes.ts";
import { AxisText } from "../parts/strip.tsx";
import type { Chosen } from "../state/chosen.ts";
import { choose } from "../state/router.ts";
import { ColumnChooser, useColumns } from "./columnChooser.tsx";
import { type Frame, ResultRow } from "./resultRow.tsx";
import { accuracyAxis, differenceAxis } from "./resultsAxes.ts";
import { directionsOf, headsOf } from "./resultsHeads.ts";
import { isShown, ordered } from "./resultsOrder.ts";
import { ResultsToolbar } from "./resultsToolbar.tsx";

interface ResultsProps {
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
        configurations.filter((row) => isShown(row, chosen, view.baseline, fields)),
        chosen.sort,
        fields,
        view.baseline,
      ),
    [view, chosen.filter, chosen.verdict, chosen.sort],
  );
  const { shows, hidden, setHidden } = useColumns(view);
  const [stripCell, stripWidth] = useStripWidth();
  const axis = useMemo(() => accuracyAxis(configurations, chosen.isLinear, stripWidth), [configurations, chosen.isLinear, stripWidth]);
  const forest = useMemo(() => differenceAxis(configurations, chosen.isLinear), [configurations, chosen.isLinear]);
  const hasDifferences = configurations.some(({ difference }) => difference);
  const heads = headsOf(view, shows);
  const words = new Map(heads);
  const head = (key: string, where = "num") => {
    const text = words.get(key);
    return text !== undefined && <Head key={key} name={key} words={text} place={where} sort={chosen.sort} />;
  };
  const { id } = view.row;
  const frame = useMemo(
    (): Frame => ({ fields, decimals, hasDifferences, axis, forest, shows, experiment: id }),
    [String(fields), decimals, hasDifferences, axis, forest, String(hidden), id],
  );
  const shared = useShared();
  const drawn = useDrawn(rows.length, [chosen.filter, chosen.verdict, chosen.sort].join());
  return (
    <>
      <ResultsToolbar view={view} chosen={chosen} shown={rows.length} heads={heads}>
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
              {fields.length ? fields.map((_, place) => head(`field${place}`, "num phone-hide")) : head("name", "phone-hide")}
              {head("runs", "num r4")}
              {head("mean", "num c-mean")}
              {head("sd", "num r3")}
              {shows("interval") && (
                <th scope="col" class="num r4">
                  95% interval
                </th>
              )}
              {head("nll", "num r5")}
              {head("ece", "num r5")}
              {shows("strip") && (
                <th scope="col" class="figure c-strip" ref={stripCell}>
                  <span class="small">every run, %{chosen.isLinear ? "" : ", log error"}</span>
                  <div class="fit">
                    <AxisText axis={axis} />
                  </div>
                </th>
              )}
              {head("difference", "num c-diff")}
              {hasDifferences && shows("span") && (
                <th scope="col" class="num r5">
                  its 95% interval
                </th>
              )}
              {hasDifferences && shows("forest") && (
                <th scope="col" class="figure r3">
                  <span class="small">worse ← points → better</span>
                  <AxisText axis={forest} />
                </th>
              )}
              {head("verdict", "c-verdict")}
              {head("lost", "num r2")}
              {head("diverged", "num r2")}
              {shows("notes") && (
                <th scope="col" class="r5">
                  notes
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, drawn).map((row) => (
              <ResultRow
                key={row.index}
                row={shared(row)}
                isBaseline={row.index === view.baseline}
                isSelected={selected.includes(row.index)}
                isBest={row.rank === 1}
                frame={frame}
              />
            ))}
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
  // the best first, then the worst, then the experiment's own order
  const [first, second] = directionsOf(name);
  const next = !isOwn ? first : sort === first ? second : undefined;
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

/** Rows of which nothing has changed stay the same objects, whatever else was asked for anew. */
function useShared(): (row: ConfigurationRow) => ConfigurationRow {
  const known = useRef(new Map<number, { readonly asked: ConfigurationRow; readonly text: string; readonly row: ConfigurationRow }>());
  return (row) => {
    const before = known.current.get(row.index);
    if (before?.asked === row) return before.row;
    const text = JSON.stringify(row);
    const shown = before?.text === text ? before.row : row;
    known.current.set(row.index, { asked: row, text, row: shown });
    return shown;
  };
}

/** Rows that are drawn at once, and those that come with each frame: a key that is pressed meanwhile waits for no more. */
const [AT_ONCE, EACH_FRAME] = [30, 15];
/** The least height of a row, in pixels. */
const ROW = 34;

/** How many of the rows are drawn; anew where others are asked for, but for those that are above what is seen. */
function useDrawn(rows: number, asked: string): number {
  const state = useRef({ asked, drawn: AT_ONCE });
  const [, draw] = useState(0);
  if (state.current.asked !== asked) {
    const seen = Math.ceil((scrollY + innerHeight) / ROW);
    state.current = { asked, drawn: Math.max(AT_ONCE, Math.min(state.current.drawn, seen)) };
  }
  const { drawn } = state.current;
  useEffect(() => {
    if (drawn >= rows) return undefined;
    const frame = requestAnimationFrame(() => {
      state.current.drawn += EACH_FRAME;
      draw(state.current.drawn);
    });
    return () => cancelAnimationFrame(frame);
  }, [drawn, rows, asked]);
  return drawn;
}
