import { useMemo, useRef } from "preact/hooks";
import { paths } from "../../api/paths.ts";
import type { Changed, ExperimentProgress, ExperimentRow, NowView } from "../../api/shapes.ts";
import { Ago } from "../parts/ago.tsx";
import { Search, Segment } from "../parts/controls.tsx";
import { at, count, duration, plain, plural } from "../parts/format.ts";
import { State } from "../parts/icons.tsx";
import { rowKeys, useKeys } from "../parts/keys.ts";
import { Command, Missing, useTitle } from "../parts/page.tsx";
import { Sparkline } from "../parts/strip.tsx";
import { overview, storeWords } from "../state/live.ts";
import { useProgress } from "../state/progress.ts";
import { useResource } from "../state/resource.ts";
import { choose, place } from "../state/router.ts";

const kinds = [
  ["", "All", (row: ExperimentRow) => !row.isArchived],
  ["running", "Running", (row: ExperimentRow) => !row.isArchived && (row.state === "running" || row.state === "waiting")],
  ["look", "Needs a look", (row: ExperimentRow) => !row.isArchived && needsLook(row)],
  ["archived", "Archived", (row: ExperimentRow) => row.isArchived],
] as const;

const needsLook = ({ failed, state }: ExperimentRow): boolean => failed > 0 || state === "unfinished";

const anything = (changed: Changed): boolean => changed.experiments.length + changed.runs.length + changed.removed.length > 0;

/** Every experiment: what runs, until when, what needs a look, what is best. */
export function ExperimentsPage() {
  useTitle("Experiments");
  useKeys(rowKeys);
  const { value: rows, error } = useResource<ExperimentRow[]>(paths.experiments, anything);
  const query = place.value.query;
  const [text, kind] = [query.get("q") ?? "", query.get("show") ?? ""];
  const shows = (kinds.find(([name]) => name === kind) ?? kinds[0])[2];
  const found = useMemo(() => (rows ?? []).filter((row) => shows(row) && matches(row, text)), [rows, text, kind]);
  const ordered = useSteadyOrder(found);
  const progress = useProgress(ordered);
  const { value: now } = useResource<NowView>(rows?.some(({ state }) => state === "running") ? paths.now : null, anything);
  if (!rows) return <Missing error={error} />;
  if (rows.length === 0) return <NothingYet />;
  const running = rows.filter(({ state, isArchived }) => state === "running" && !isArchived);
  const waiting = rows.filter(({ state, isArchived }) => state === "waiting" && !isArchived);
  const look = rows.filter((row) => needsLook(row) && !row.isArchived);
  return (
    <>
      <div class="head">
        <div class="what">
          <h1>Experiments</h1>
          <div class="facts">
            {running.length > 0 && <State of="running" text={`${running.length} running`} />}
            {waiting.length > 0 && <State of="waiting" text={`${waiting.length} waiting`} />}
            {running.length > 0 && now && now.secondsLeft !== null && (
              <span data-live>
                {now.isOfAll ? "all" : "what runs is"} done at about {at(now.secondsLeft)}
              </span>
            )}
            {look.length > 0 && <State of="failed" text={`${look.length} ${look.length === 1 ? "needs" : "need"} a look`} />}
            {running.length + waiting.length + look.length === 0 && <span>Nothing runs now</span>}
          </div>
        </div>
        <div class="actions">
          <a class="button" href="/now#form">
            New experiment…
          </a>
        </div>
      </div>
      <div class="toolbar">
        <Search label="Search" hint="Search name, tag, note" value={text} onText={(q) => choose({ q })} />
        <Segment label="Show">
          {kinds.map(([name, word, isOne]) => (
            <button key={name} type="button" aria-pressed={kind === name} onClick={() => choose({ show: name })}>
              {word} <span class="n">{rows.filter(isOne).length}</span>
            </button>
          ))}
        </Segment>
        <span class="muted small" role="status">
          {text ? `${found.length} found` : ""}
        </span>
      </div>
      <table class="rows list">
        <caption class="hidden">Experiments, by when they were last started</caption>
        <thead>
          <tr>
            <th scope="col">experiment</th>
            <th scope="col">state</th>
            <th scope="col" class="c-progress">
              runs
            </th>
            <th scope="col" class="r2">
              who
            </th>
            <th scope="col" class="r3">
              best configuration
            </th>
            <th scope="col" class="num">
              mean, 95% interval
            </th>
            <th scope="col" class="r3">
              best so far
            </th>
            <th scope="col" class="num r2">
              changed
            </th>
          </tr>
        </thead>
        <tbody>
          {ordered.map((row) => (
            <Row key={row.id} row={row} progress={progress.get(row.id)} />
          ))}
          {ordered.length === 0 && (
            <tr>
              <td colSpan={8} class="none">
                No experiment matches.{" "}
                <button type="button" onClick={() => choose({ q: undefined, show: undefined })}>
                  Show all {rows.filter(kinds[0][2]).length}
                </button>
              </td>
            </tr>
          )}
        </tbody>
      </table>
      <p class="tfoot">
        The mean is the highest of the configurations without a diverged run; while runs are open it is marked <i>so far</i>. Best so far:
        logarithmic error over configurations as they were finished, up is better. Experiments stand by when they were last started.
      </p>
    </>
  );
}

function matches({ title, tags, note, id, command }: ExperimentRow, text: string): boolean {
  const all = `${title} ${tags.join(" ")} ${note ?? ""} ${id} ${command}`.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}

/** Rows do not move while the pointer or the focus is among them: only what is new comes first. */
function useSteadyOrder(rows: readonly ExperimentRow[]): readonly ExperimentRow[] {
  const order = useRef<readonly string[]>([]);
  const isBusy = document.querySelector("table.list tbody:hover, table.list tbody:focus-within") !== null;
  if (isBusy) {
    const known = new Set(order.current);
    order.current = [...rows.filter(({ id }) => !known.has(id)).map(({ id }) => id), ...order.current];
  } else order.current = rows.map(({ id }) => id);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return order.current.flatMap((id) => byId.get(id) ?? []);
}

function Row({ row, progress }: { readonly row: ExperimentRow; readonly progress: ExperimentProgress | undefined }) {
  const { id, title, tags, note, state, runs, done, failed, open, updated, trouble } = row;
  const address = `/experiment/${id}`;
  const share = progress?.progress ?? (runs ? (runs - open) / runs : 0);
  const best = progress?.best;
  const [words, left] = tellState(row, progress);
  return (
    <tr data-row={id} tabIndex={0}>
      <th scope="row" class="c-name">
        <a class="name" href={address}>
          {title}
        </a>
        <span class="sub">
          <span class="mono">{id}</span>
          {tags.map((tag) => (
            <button key={tag} type="button" class="tag" onClick={() => choose({ q: tag })}>
              {tag}
            </button>
          ))}
          {note && <span class="noteline">{note}</span>}
          {progress?.damage && <span class="noteline">{progress.damage}</span>}
        </span>
      </th>
      <td class="c-state">
        {progress?.damage ? (
          <State of="failed" text="Damaged" />
        ) : (
          <State of={failed ? "failed" : state} text={failed ? (trouble ?? undefined) : words} />
        )}
      </td>
      <td class="c-progress">
        <span class="ends">
          <span>
            {count(done)} of {count(runs)}
          </span>
          <span class="muted" data-live>
            {left}
          </span>
        </span>
        <progress
          class={state === "running" ? "" : open ? "still" : "full"}
          max="1"
          value={share}
          aria-label={`${Math.round(100 * share)}% done`}
        />
      </td>
      <td class="r2 muted">{progress?.workers.map(({ host, runs: own }) => `${host} ${own}`).join(", ")}</td>
      <td class="r3">
        {best ? (
          <>
            {best.name || "one configuration"}
            {open > 0 && <span class="sub">so far</span>}
          </>
        ) : (
          <span class="muted">–</span>
        )}
      </td>
      <td class="num c-best">
        {best && (
          <>
            <b>{plain(best.mean)}</b>
            <span class="sub">
              {open > 0 && <span class="phone-only">so far</span>}
              {best.low === null || best.high === null ? plural(best.runs, "run") : `[${plain(best.low)}, ${plain(best.high)}]`}
            </span>
          </>
        )}
      </td>
      <td class="r3 c-spark">{progress ? <Sparkline values={progress.bestSoFar} /> : ""}</td>
      <td class="num r2 muted">
        <Ago iso={progress?.changed ?? updated} />
      </td>
    </tr>
  );
}

function tellState({ state, open }: ExperimentRow, progress: ExperimentProgress | undefined): readonly [string | undefined, string] {
  if (state === "running" && progress?.secondsLeft) return [undefined, `${duration(progress.secondsLeft)} left`];
  if (state === "unfinished") return ["Unfinished", "nobody works on it"];
  if (state === "stopped") return [undefined, `${count(open)} left, stopped`];
  return [undefined, ""];
}

const NothingYet = () => (
  <div class="empty">
    <h1>Nothing has been run yet</h1>
    <p>
      This page shows what is in {overview.value?.store ?? "the store"}, as it happens. Type one of these in the same folder, or start an
      experiment here.
    </p>
    <Command text={`npx droplab sweep --model 'mlp(64)' --dropout 0,0.2,0.5 -i 2000 -r 5${storeWords.value}`} />
    <Command text={`npx droplab table --protocol sound --quick${storeWords.value}`} />
    <p>
      <a class="button" href="/now#form">
        New experiment…
      </a>
    </p>
  </div>
);
