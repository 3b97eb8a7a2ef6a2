import { useMemo } from "preact/hooks";
import type { Changed, RunView } from "../../api/shapes.ts";
import { useAction } from "../parts/action.tsx";
import { Curves } from "../parts/curves.tsx";
import { clockTime, count, duration } from "../parts/format.ts";
import { State } from "../parts/icons.tsx";
import { useKeys } from "../parts/keys.ts";
import { Command, Missing, useTitle } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { logError, ticksOn } from "../parts/scale.ts";
import { AxisText, Strip } from "../parts/strip.tsx";
import { tell } from "../state/api.ts";
import { maySteer } from "../state/live.ts";
import { useResource } from "../state/resource.ts";
import { go, place } from "../state/router.ts";
import { Net } from "./net.tsx";

/** A run: what came out, where it lies among its siblings, what went wrong. */
export function RunPage({ id }: { readonly id: string }) {
  const experiment = place.value.query.get("experiment");
  const query = experiment && /^[0-9a-f]+$/.test(experiment) ? `?experiment=${experiment}` : "";
  const {
    value: run,
    error,
    refresh,
  } = useResource<RunView>(`/api/runs/${id}${query}`, ({ runs, removed }: Changed) => [...runs, ...removed].includes(id));
  const { act, isBusy, trouble } = useAction();
  const siblings = run?.siblings ?? [];
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
  const isOpen = state === "interrupted" || state === "queued" || state === "failed";
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
          {isOpen && home && (
            <button
              type="button"
              disabled={!maySteer.value || isBusy}
              onClick={() => act(() => tell(`/api/experiments/${home.id}/resume`)).then(refresh)}
            >
              {isBusy ? "Starting…" : "Continue"}
            </button>
          )}
          {home && (
            <button
              type="button"
              disabled={!maySteer.value || isBusy}
              data-tip="One more run of each configuration, so that all stay pairs"
              onClick={() =>
                act(async () => {
                  await tell(`/api/experiments/${home.id}/wish`, { repetitions: siblings.length + 1 });
                  await tell(`/api/experiments/${home.id}/resume`);
                }).then(() => go(`/experiment/${home.id}`))
              }
            >
              Repeat with another seed
            </button>
          )}
          {trouble}
        </div>
      </div>
      <section class="answer" aria-label="What came out">
        <div>
          <h2>What came out</h2>
          <p class="lede" data-live>
            {capital(run.sentence)}
          </p>
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
      </div>
      {run.hasNet && <Net id={id} />}
      <div class="figures">
        <section class="text-panel">
          <h3>The exact command</h3>
          {run.command ? <Command text={run.command} /> : <p class="muted">The experiment that it was of is not here any more.</p>}
          <p class="small muted">
            It repeats the runs of this configuration. Digits are those of {run.numerics}; the same seed gives them again wherever that
            runs.
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

const capital = (text: string): string => `${text[0]?.toUpperCase() ?? ""}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;

function Siblings({ run, addressOf }: { readonly run: RunView; readonly addressOf: (one: { readonly id: string }) => string }) {
  const width = Math.min(560, innerWidth - 40);
  const values = run.siblings.flatMap(({ accuracy }) => accuracy ?? []);
  if (!values.length) return null;
  const [lowest, highest] = [Math.min(...values), Math.max(...values)];
  const [low, high] = [
    Math.max(0, lowest - Math.max(0.05, 0.05 * (highest - lowest))),
    Math.min(100, highest + 0.1 * (100 - highest) + 0.005),
  ];
  const scale = logError(low, high, 8, width - 8);
  const axis = { scale, width, ticks: ticksOn(scale, low, high, true, 34) };
  return (
    <div class="siblings">
      <p class="small muted">The {run.siblings.length} runs of this configuration, %; the ring is this one, hollow ones lost a class</p>
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

const LEAST_ERROR = 0.01;

/** Numbers of a run as CSV, made in the page. */
function csvOf(head: readonly string[], columns: readonly (readonly (number | null)[])[]): string {
  const rows = (columns[0] ?? []).map((_, place) => columns.map((column) => column[place] ?? "").join(","));
  return `data:text/csv;charset=utf-8,${encodeURIComponent([head.join(","), ...rows].join("\r\n"))}`;
}

function ErrorCurve({ run: { curve, state } }: { readonly run: RunView }) {
  const lines = useMemo(() => [{ name: "error", color: 0, values: curve.error.map((error) => Math.max(LEAST_ERROR, error)) }], [curve]);
  return (
    <Panel
      title="Error"
      caption={`Percent, logarithmic, on the ${curve.selectedOn === "test" ? "test" : "held-out"} examples, which choose the iteration${curve.evaluations > curve.iterations.length ? `; ${count(curve.evaluations)} evaluations, drawn so that every peak stays` : ""}. Drag to zoom, double click to leave.`}
      downloads={
        curve.iterations.length
          ? [{ label: "CSV", href: csvOf(["iteration", "errorPercent", "trainLoss"], [curve.iterations, curve.error, curve.trainLoss]) }]
          : []
      }
    >
      {curve.iterations.length > 1 ? (
        <Curves iterations={curve.iterations} lines={lines} isLog unit="error, %" marked={curve.chosen} label="Error over iterations" />
      ) : (
        <p class="muted">{state === "queued" ? "It has not begun." : "No curve yet."}</p>
      )}
    </Panel>
  );
}

function Norms({ run: { curve } }: { readonly run: RunView }) {
  const { kernels, limit, largest, iterations } = curve;
  const lines = useMemo(
    () => [
      ...kernels.map(({ name, norms }, color) => ({ name, color: color % 8, values: norms })),
      ...(limit?.of === "unit" && largest.some((value) => value !== null) ? [{ name: "largest unit", color: 5, values: largest }] : []),
      ...(limit ? [{ name: `limit ${limit.value}`, color: 1, values: iterations.map(() => limit.value), isThin: true }] : []),
    ],
    [curve],
  );
  if (!kernels.length || iterations.length < 2) return null;
  const what =
    limit === null
      ? "No limit was set, so none is drawn."
      : limit.of === "unit"
        ? `Max-norm limits each unit's norm to ${limit.value}, not these: the largest unit is drawn too.`
        : `Max-norm limits each to ${limit.value}.`;
  return (
    <Panel
      title="Kernel norms"
      caption={`Frobenius norm of each kernel. ${what}`}
      downloads={[
        {
          label: "CSV",
          href: csvOf(["iteration", ...kernels.map(({ name }) => name)], [iterations, ...kernels.map(({ norms }) => norms)]),
        },
      ]}
    >
      <Curves iterations={iterations} lines={lines} isLog={false} unit="norm" label="Kernel norms over iterations" />
    </Panel>
  );
}

/** A bar as long as a class has a positive logit for some example. */
function ClassesAlive({ run: { curve } }: { readonly run: RunView }) {
  const { classes, iterations } = curve;
  if (!classes.length || iterations.length < 2) return null;
  const [width, row, left] = [560, 22, 64];
  const last = iterations.at(-1) as number;
  const x = (iteration: number) => left + (iteration / last) * (width - left - 8);
  return (
    <Panel title="Classes alive" caption="A bar as long as the class has a positive logit for some example; after that it hardly learns.">
      <svg
        class="classes"
        viewBox={`0 0 ${width} ${row * classes.length + 24}`}
        width="100%"
        role="img"
        aria-label={classes.map(({ name, lostAt }) => `${name}: ${lostAt === null ? "alive" : `lost at ${lostAt}`}`).join("; ")}
      >
        {classes.map(({ name, lostAt }, place) => {
          const y = row * place + row / 2;
          return (
            <g key={name} class={lostAt === null ? "alive" : "lost"}>
              <text x={left - 8} y={y + 4} text-anchor="end">
                {name.length > 8 ? `${name.slice(0, 7)}…` : name}
              </text>
              <line x1={left} x2={x(lostAt ?? last)} y1={y} y2={y} />
              {lostAt !== null && (
                <>
                  <circle cx={x(lostAt)} cy={y} r="3.2" />
                  <text
                    x={x(lostAt) > width - 110 ? x(lostAt) - 8 : x(lostAt) + 8}
                    y={y + 4}
                    text-anchor={x(lostAt) > width - 110 ? "end" : "start"}
                    class="ink"
                  >
                    lost at {count(lostAt)}
                  </text>
                </>
              )}
            </g>
          );
        })}
        {[0, last / 2, last].map((iteration) => (
          <text key={iteration} x={x(iteration)} y={row * classes.length + 16} text-anchor={iteration === last ? "end" : "middle"}>
            {count(Math.round(iteration))}
          </text>
        ))}
      </svg>
    </Panel>
  );
}
