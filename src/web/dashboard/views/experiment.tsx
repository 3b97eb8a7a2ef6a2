import { useMemo, useRef } from "preact/hooks";
import type { Changed, ExperimentView } from "../../api/shapes.ts";
import { Ago } from "../parts/ago.tsx";
import { duration, plural } from "../parts/format.ts";
import { State } from "../parts/icons.tsx";
import { rowKeys, useKeys } from "../parts/keys.ts";
import { Missing, useTitle } from "../parts/page.tsx";
import { chosenIn, makeBaseline, select, toggle } from "../state/chosen.ts";
import { useResource } from "../state/resource.ts";
import { place } from "../state/router.ts";
import { rowInFocus } from "../state/rows.ts";
import { Answer } from "./answer.tsx";
import { CompareBar, Compared } from "./compared.tsx";
import { ExperimentActions } from "./experimentActions.tsx";
import { Figures } from "./figures.tsx";
import { Labels } from "./labels.tsx";
import { Results } from "./results.tsx";

/** An experiment: did it help, what to doubt, then the table and the figures. */
export function ExperimentPage({ id }: { readonly id: string }) {
  const chosen = chosenIn(place.value.query);
  const query = chosen.baseline === undefined ? "" : `?baseline=${chosen.baseline}`;
  const own = useRef<ReadonlySet<string>>(new Set());
  const { value, error, refresh } = useResource<ExperimentView>(`/api/experiments/${id}${query}`, (changed) =>
    concerns(changed, id, own.current),
  );
  // another baseline keeps the page until its answer is there
  const kept = useRef<ExperimentView | undefined>(undefined);
  if (value) kept.current = value;
  const view = value ?? (error && error.status !== 0 ? undefined : kept.current);
  own.current = useMemo(() => new Set(view?.configurations.flatMap(({ runs }) => runs.map((run) => run.id))), [view]);
  useTitle(view?.row.title ?? "Experiment");
  const selected = chosen.selected.filter((index) => view?.configurations.some((one) => one.index === index));
  useKeys({
    ...rowKeys,
    x: () => toggle(rowInFocus()),
    b: () => {
      const row = rowInFocus();
      if (row !== undefined) makeBaseline(Number(row));
    },
    c: () => document.getElementById("compared")?.scrollIntoView({ behavior: "smooth" }),
    Escape: () => select([]),
  });
  if (!view) return <Missing error={error} />;
  const { row, progress, configurations } = view;
  const baseline = configurations.find(({ index }) => index === view.baseline);
  return (
    <>
      <div class="crumb">
        <a href="/">Experiments</a> / <span class="mono">{id}</span>
      </div>
      <div class="head">
        <div class="what">
          <h1>{row.title}</h1>
          <div class="facts">
            <State of={row.failed && !row.open ? "failed" : row.state} text={stateText(view)} />
            {progress.secondsLeft !== null && row.state === "running" && <span data-live>{duration(progress.secondsLeft)} left</span>}
            {progress.workers.length > 0 && <span>on {progress.workers.map(({ host, runs }) => `${host} (${runs})`).join(", ")}</span>}
            <span>
              <b>{plural(configurations.length, "configuration")}</b> × <b>{plural(view.repetitions, "run")}</b>
              {view.wished > 0 && `, ${view.wished} of each are wished: the others are planned when these are done`}
            </span>
            {view.seconds > 0 && (
              <span>
                <b>{duration(view.seconds)}</b> of work
              </span>
            )}
            <span>
              changed <Ago iso={progress.changed} />
            </span>
          </div>
          <Labels row={row} onChanged={refresh} />
        </div>
        <ExperimentActions view={view} query={query} onChanged={refresh} />
      </div>
      <Answer view={view} verdict={chosen.verdict} />
      <Results view={view} chosen={chosen} selected={selected} />
      {selected.length > 0 && <Compared view={view} selected={selected} baseline={baseline} />}
      <Figures view={view} query={query} />
      <CompareBar view={view} selected={selected} />
    </>
  );
}

const concerns = ({ experiments, runs, removed }: Changed, id: string, own: ReadonlySet<string>): boolean =>
  [...experiments, ...removed].includes(id) || [...runs, ...removed].some((run) => own.has(run));

/** `Done, 140 of 140` */
function stateText({ row: { state, done, runs, failed, open } }: ExperimentView): string {
  const word =
    failed && !open
      ? `${failed} failed`
      : (
          {
            running: "Running",
            waiting: "Waiting",
            unfinished: "Unfinished",
            stopped: "Stopped",
            done: "Done",
            failed: "Failed",
            empty: "No runs",
          } as const
        )[state];
  return `${word}, ${done.toLocaleString("en")} of ${runs.toLocaleString("en")}`;
}
