import { useEffect } from "preact/hooks";
import { paths } from "../../api/paths.ts";
import type { Changed, NowView, WaitingRow } from "../../api/shapes.ts";
import { useAction } from "../parts/action.tsx";
import { at, bytes, clockTime, count, duration, plural } from "../parts/format.ts";
import { State } from "../parts/icons.tsx";
import { rowKeys, useKeys } from "../parts/keys.ts";
import { Missing, useTitle } from "../parts/page.tsx";
import { tell } from "../state/api.ts";
import { maySteer } from "../state/live.ts";
import { useResource } from "../state/resource.ts";
import { rowInFocus } from "../state/rows.ts";
import { NewExperiment } from "./newExperiment.tsx";

const anything = (changed: Changed): boolean => changed.experiments.length + changed.runs.length + changed.removed.length > 0;

/** Who works on what, what waits, what ended lately, and what the next one would cost. */
export function NowPage() {
  useTitle("Now");
  const { value: now, error, refresh } = useResource<NowView>(paths.now, anything);
  const { act, trouble } = useAction();
  const move = (id: string | undefined, step: number) => {
    const waiting = now?.waiting ?? [];
    const place = waiting.findIndex((one) => one.id === id);
    const other = waiting[place + step];
    if (place >= 0 && other) void act(() => reorder(waiting, place, place + step)).then(refresh);
  };
  useKeys({ ...rowKeys, "Shift j": () => move(rowInFocus(), 1), "Shift k": () => move(rowInFocus(), -1) });
  useEffect(() => {
    if (now && location.hash === "#form") document.getElementById("form")?.querySelector("input")?.focus();
  }, [now !== undefined]);
  if (!now) return <Missing error={error} />;
  const alive = now.workers.filter(({ isAlive }) => isAlive);
  return (
    <>
      <h1>Now</h1>
      <div class="facts">
        <State
          of={alive.length ? "running" : "open"}
          text={alive.length ? `${plural(alive.length, "run")} in training` : "Nothing runs now"}
        />
        {now.idle.length > 0 && <span>{plural(now.idle.length, "worker")} without a run</span>}
      </div>
      <dl class="numbers">
        <Figure name="speed" value={alive.length ? count(Math.round(now.speed)) : "–"} unit={alive.length ? "iterations a second" : ""} />
        {now.memory && (
          <Figure name="memory of this machine" value={(now.memory.used / 1e9).toFixed(1)} unit={`of ${bytes(now.memory.total)}`} />
        )}
        <Figure name="runs to go" value={count(now.runsToGo)} unit="" />
        <Figure
          name={now.isOfAll ? "all done at about" : "what runs is done at about"}
          value={now.secondsLeft === null ? "–" : at(now.secondsLeft)}
          unit={now.secondsLeft === null ? "" : `in ${duration(now.secondsLeft)}`}
        />
      </dl>
      {trouble}
      {now.damage && (
        <p class="trouble" role="alert">
          {now.damage}
        </p>
      )}
      <div class="two">
        <div>
          <h2>Working</h2>
          {now.workers.length ? <Working now={now} /> : <p class="muted">Nothing trains at the moment.</p>}
          <h2 class="below">Waiting</h2>
          {now.waiting.length ? (
            <Waiting rows={now.waiting} onMove={move} onWish={(id, body, resume) => void act(() => wish(id, body, resume)).then(refresh)} />
          ) : (
            <p class="muted">Nothing waits.</p>
          )}
          <h2 class="below">Lately</h2>
          <Lately now={now} />
        </div>
        <NewExperiment onStarted={refresh} />
      </div>
    </>
  );
}

async function wish(id: string, body: object, resume: boolean): Promise<void> {
  if (resume) await tell(`/api/experiments/${id}/resume`);
  else await tell(`/api/experiments/${id}/wish`, body);
}

/** What waits gets the numbers of its places: others keep theirs. */
async function reorder(rows: readonly WaitingRow[], from: number, to: number): Promise<void> {
  const moved = [...rows];
  const [one] = moved.splice(from, 1);
  if (one) moved.splice(to, 0, one);
  const numbers = moved.map((row, place) => ({ row, order: place - Math.floor(moved.length / 2) }));
  for (const { row, order } of numbers) if (row.order !== order) await tell(`/api/experiments/${row.id}/wish`, { order });
}

const Figure = ({ name, value, unit }: { readonly name: string; readonly value: string; readonly unit: string }) => (
  <div>
    <dt>{name}</dt>
    <dd data-live>
      {value} <small>{unit}</small>
    </dd>
  </div>
);

const Working = ({ now }: { readonly now: NowView }) => (
  <table class="rows work">
    <caption class="hidden">Runs in training</caption>
    <thead>
      <tr>
        <th scope="col">worker</th>
        <th scope="col">doing</th>
        <th scope="col" class="c-progress">
          progress
        </th>
        <th scope="col" class="num">
          it/s
        </th>
        <th scope="col" class="num r2">
          memory
        </th>
      </tr>
    </thead>
    <tbody>
      {now.workers.map((worker) => (
        <tr key={worker.run} data-row={worker.run} tabIndex={0}>
          <th scope="row">
            <b>{worker.host}</b>
            <span class="sub">process {worker.pid}</span>
          </th>
          <td>
            <a class="name" href={`/run/${worker.run}${worker.experiment ? `?experiment=${worker.experiment}` : ""}`}>
              {worker.configuration || worker.title}
            </a>
            {worker.configuration && <span class="sub">{worker.title}</span>}
          </td>
          <td class="c-progress">
            <span class="ends">
              <span data-live>{Math.floor((100 * worker.iteration) / worker.iterations)}%</span>
              <span class="muted" data-live>
                {worker.isAlive ? (
                  worker.secondsLeft !== null && `${duration(worker.secondsLeft)} left`
                ) : (
                  <State of="failed" text="its process is no more" />
                )}
              </span>
            </span>
            <progress class={worker.isAlive ? "" : "still"} max={worker.iterations} value={worker.iteration} aria-label="iterations" />
          </td>
          <td class="num" data-live>
            {worker.speed === null || !worker.isAlive ? "–" : count(Math.round(worker.speed))} <span class="phone-only">it/s</span>
          </td>
          <td class="num r2 muted">{worker.memory === null ? "–" : bytes(worker.memory)}</td>
        </tr>
      ))}
    </tbody>
  </table>
);

interface WaitingProps {
  readonly rows: readonly WaitingRow[];
  readonly onMove: (id: string, step: number) => void;
  readonly onWish: (id: string, body: object, resume: boolean) => void;
}

const Waiting = ({ rows, onMove, onWish }: WaitingProps) => (
  <table class="rows queue">
    <caption class="hidden">Experiments with runs that wait, first to last</caption>
    <tbody>
      {rows.map(({ id, title, runs, secondsLeft, state }, place) => (
        <tr key={id} data-row={id} tabIndex={0}>
          <td class="num muted">{place + 1}</td>
          <th scope="row">
            <a class="name" href={`/experiment/${id}`}>
              {title}
            </a>
          </th>
          <td>
            <State of={state} />
          </td>
          <td class="num">{plural(runs, "run")}</td>
          <td class="num muted r2">{secondsLeft === null ? "" : duration(secondsLeft)}</td>
          <td class="num">
            <div class="acts">
              <button
                type="button"
                class="move"
                disabled={!maySteer.value || place === 0}
                aria-label={`Move ${title} up`}
                onClick={() => onMove(id, -1)}
              >
                ↑
              </button>
              <button
                type="button"
                class="move"
                disabled={!maySteer.value || place === rows.length - 1}
                aria-label={`Move ${title} down`}
                onClick={() => onMove(id, 1)}
              >
                ↓
              </button>
              {state === "stopped" || state === "unfinished" ? (
                <button type="button" disabled={!maySteer.value} aria-label={`Continue ${title}`} onClick={() => onWish(id, {}, true)}>
                  Continue
                </button>
              ) : (
                <button
                  type="button"
                  disabled={!maySteer.value}
                  aria-label={`Stop ${title}`}
                  onClick={() => onWish(id, { stopped: true }, false)}
                >
                  Stop
                </button>
              )}
            </div>
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);

const Lately = ({ now }: { readonly now: NowView }) =>
  now.lately.length ? (
    <table class="rows lately">
      <caption class="hidden">Runs that ended last</caption>
      <tbody>
        {now.lately.map(({ run, experiment, title, at: ended, state, name, outcome }) => (
          <tr key={run} data-row={run} tabIndex={0}>
            <td class="muted">{clockTime(ended)}</td>
            <td>
              <State of={state} />
            </td>
            <th scope="row">
              <a class="name" href={`/run/${run}?experiment=${experiment}`}>
                {name}
              </a>
              <span class="sub">{title}</span>
            </th>
            <td class="num">{outcome}</td>
          </tr>
        ))}
      </tbody>
    </table>
  ) : (
    <p class="muted">No run has ended yet.</p>
  );
