import { useRef, useState } from "preact/hooks";
import type { Changed, RunView } from "../../api/shapes.ts";
import { useAction } from "../parts/action.tsx";
import { clockTime, count, duration } from "../parts/format.ts";
import { State } from "../parts/icons.tsx";
import { useKeys } from "../parts/keys.ts";
import { Command, Dialog, Missing, useTitle } from "../parts/page.tsx";
import { logError, padded, ticksOn } from "../parts/scale.ts";
import { AxisText, Strip } from "../parts/strip.tsx";
import { ask, tell } from "../state/api.ts";
import { maySteer } from "../state/live.ts";
import { useResource } from "../state/resource.ts";
import { go, place } from "../state/router.ts";
import { Net } from "./net.tsx";
import { ClassesAlive, ErrorCurve, Norms, Robustness } from "./runFigures.tsx";

/** A run: what came out, where it lies among its siblings, what went wrong. */
export function RunPage({ id }: { readonly id: string }) {
  const experiment = place.value.query.get("experiment");
  const query = experiment && /^[0-9a-f]+$/.test(experiment) ? `?experiment=${experiment}` : "";
  const address = `/api/runs/${id}${query}`;
  const shown = useRef<ReadonlySet<string>>(new Set());
  const {
    value: run,
    error,
    refresh,
  } = useResource<RunView>(address, ({ experiments, runs, removed }: Changed) =>
    [...experiments, ...runs, ...removed].some((one) => shown.current.has(one)),
  );
  const { act, isBusy, trouble } = useAction();
  const [isRepeating, setRepeating] = useState(false);
  const siblings = run?.siblings ?? [];
  shown.current = new Set([id, ...siblings.map((one) => one.id), ...(run?.experiment ? [run.experiment.id] : [])]);
  const at = siblings.findIndex((one) => one.id === id);
  const addressOf = (one: { readonly id: string }) => `/run/${one.id}${run?.experiment ? `?experiment=${run.experiment.id}` : query}`;
  const step = (by: number) => {
    const other = siblings[at + by];
    if (other) go(addressOf(other));
  };
  useKeys({ "[": () => step(-1), "]": () => step(1) });
  const name = run ? `Run ${run.repetition}${run.configuration ? ` of ${run.configuration}` : ""}` : "Run";
  useTitle(name);
  if (!run) return <Missing error={error} />;
  const { state, experiment: home } = run;
  // of an experiment that somebody works on it comes by itself
  const isLeft = ["interrupted", "queued", "failed"].includes(state) && home?.state !== "running" && home?.state !== "waiting";
  return (
    <>
      <div class="crumb">
        <a href="/">Experiments</a> /{" "}
        {home ? (
          <>
            <a href={`/experiment/${home.id}`}>{home.title}</a> /{" "}
          </>
        ) : null}
        <span class="mono">{id.slice(0, 10)}</span>
      </div>
      <div class="head">
        <div class="what">
          <h1>{name}</h1>
          <div class="facts">
            <State of={state} text={state === "running" ? `Running, ${count(run.iteration)} of ${count(run.iterations)}` : undefined} />
            {run.secondsLeft !== null && <span data-live>{duration(run.secondsLeft)} left</span>}
            <span>seed {run.seed}</span>
            {run.seconds > 0 && <span>{duration(run.seconds)} of work</span>}
            {run.owner && <span>{run.owner}</span>}
            {run.device && <span>{run.device}</span>}
          </div>
        </div>
        <div class="actions">
          <button type="button" disabled={at <= 0} onClick={() => step(-1)} aria-label="Previous run">
            ← <kbd>[</kbd>
          </button>
          <button type="button" disabled={at < 0 || at >= siblings.length - 1} onClick={() => step(1)} aria-label="Next run">
            → <kbd>]</kbd>
          </button>
          {isLeft && home && (
            <button
              type="button"
              disabled={!maySteer.value || isBusy}
              onClick={() => act(() => tell(`/api/experiments/${home.id}/resume`)).then(refresh)}
            >
              {isBusy ? "Starting…" : "Continue"}
            </button>
          )}
          {home && (
            <button type="button" disabled={!maySteer.value} onClick={() => setRepeating(true)}>
              Repeat with another seed…
            </button>
          )}
          {home && isRepeating && <Repeat home={home} address={address} onClose={() => setRepeating(false)} />}
          {trouble}
        </div>
      </div>
      <section class="answer" aria-label="What came out">
        <div>
          <h2>What came out</h2>
          <p class="lede" data-live>
            {capital(run.sentence)}
          </p>
          {run.calibration && <p class="next muted">{run.calibration}</p>}
          {siblings.length > 1 && <Siblings run={run} addressOf={addressOf} />}
        </div>
        {run.cautions.length > 0 && (
          <details class="caution" open>
            <summary>Read it with care</summary>
            <ul>
              {run.cautions.map((caution) => (
                <li key={caution}>{caution}</li>
              ))}
            </ul>
          </details>
        )}
      </section>
      <div class="figures">
        <ErrorCurve run={run} />
        <Norms run={run} />
        <ClassesAlive run={run} />
        <Robustness run={run} />
      </div>
      {run.hasNet && <Net id={id} />}
      <div class="figures">
        <section class="text-panel">
          <h3>The exact command</h3>
          {run.command ? <Command text={run.command} /> : <p class="muted">The experiment that it was of is not here any more.</p>}
          <p class="small muted">
            It repeats the runs of this configuration. Numerics {run.numerics}: with the same ones, the same seed gives the same digits.
          </p>
          <pre class="facts-text">{run.facts.join("\n")}</pre>
        </section>
        <section class="text-panel">
          <h3>Log</h3>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
          <pre class="log" tabIndex={0}>
            {run.log.length ? run.log.map(({ at: time, text }) => `${clockTime(time)}  ${text}`).join("\n") : "nothing yet"}
            {run.error ? `\n${run.error}` : ""}
            {run.stack ? `\n${run.stack}` : ""}
          </pre>
        </section>
      </div>
    </>
  );
}

interface RepeatProps {
  readonly home: NonNullable<RunView["experiment"]>;
  /** Of the run that is shown. */
  readonly address: string;
  readonly onClose: () => void;
}

/** One more run of each configuration: of one alone there would be no pair. */
function Repeat({ home, address, onClose }: RepeatProps) {
  const { id, configurations, state } = home;
  const { act, isBusy, trouble } = useAction();
  const start = async () => {
    const isDone = await act(async () => {
      const { experiment: now } = await ask<RunView>(address); // others may have wished some meanwhile
      await tell(`/api/experiments/${id}/wish`, { repetitions: (now ?? home).repetitions + 1 });
      // whoever works on it goes on by itself; else it is started here
      if ((now ?? home).state !== "running") await tell(`/api/experiments/${id}/resume`);
    });
    if (isDone) go(`/experiment/${id}`);
  };
  const when = state === "running" ? "when those of now are done" : "now";
  return (
    <Dialog title="Repeat with another seed" onClose={onClose}>
      <p class="dialog-text">
        {configurations === 1
          ? `One more run, with the next seed, is added and trained ${when}.`
          : `So that all stay pairs, one more run of each of the ${configurations} configurations is added, with the next seed, and trained ${when}: ${configurations} runs.`}{" "}
        Adding runs after looking at p is another look at the data.
      </p>
      {trouble}
      <div class="actions">
        <button type="button" class="primary" disabled={isBusy} onClick={() => void start()}>
          {isBusy ? "Starting…" : configurations === 1 ? "Add it" : `Add ${configurations} runs`}
        </button>
        <button type="button" onClick={onClose}>
          Cancel
        </button>
      </div>
    </Dialog>
  );
}

const capital = (text: string): string => `${text[0]?.toUpperCase() ?? ""}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;

function Siblings({ run, addressOf }: { readonly run: RunView; readonly addressOf: (one: { readonly id: string }) => string }) {
  const width = Math.min(560, innerWidth - 40);
  const values = run.siblings.flatMap(({ accuracy }) => accuracy ?? []);
  if (!values.length) return null;
  const [lowest, highest] = [Math.min(...values), Math.max(...values)];
  const [low, high] = padded(lowest, highest);
  const scale = logError(low, high, 8, width - 8);
  const axis = { scale, width, ticks: ticksOn(scale, low, high, true, 34) };
  return (
    <div class="siblings">
      <p class="small muted">
        {values.length < run.siblings.length ? `${values.length} of the` : "The"} {run.siblings.length} runs of this configuration, %; the
        ring is this one, hollow ones lost a class
      </p>
      <Strip
        runs={run.siblings}
        mean={null}
        low={null}
        high={null}
        axis={axis}
        label={`${run.siblings.length} runs of the configuration`}
        addressOf={addressOf}
        marked={run.id}
      />
      <AxisText axis={axis} />
    </div>
  );
}
