import { useMemo } from "preact/hooks";
import type { RunView } from "../../api/shapes.ts";
import { csvAddress } from "../parts/csv.ts";
import { Curves } from "../parts/curves.tsx";
import { count } from "../parts/format.ts";
import { Panel } from "../parts/panel.tsx";

const LEAST_ERROR = 0.01;

/** Columns of numbers as CSV. */
const csvOf = (head: readonly string[], columns: readonly (readonly (number | null)[])[]): string =>
  csvAddress([head, ...(columns[0] ?? []).map((_, place) => columns.map((column) => column[place] ?? null))]);

export function ErrorCurve({ run: { curve, state } }: { readonly run: RunView }) {
  const lines = useMemo(
    () => [{ name: "error", color: 0, values: curve.error.map((error) => Math.max(LEAST_ERROR, error)), told: curve.error }],
    [curve],
  );
  const zeros = curve.error.some((error) => error < LEAST_ERROR) ? ` An error of 0 stands at ${LEAST_ERROR}.` : "";
  return (
    <Panel
      pictures={["svg", "png"]}
      title="Error"
      caption={`Percent, logarithmic, on the ${curve.selectedOn === "test" ? "test" : "held-out"} examples, which choose the iteration${curve.evaluations > curve.iterations.length ? `; ${count(curve.evaluations)} evaluations, drawn so that every peak stays` : ""}.${zeros} Drag to zoom, double click to leave.`}
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

export function Norms({ run: { curve } }: { readonly run: RunView }) {
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
      pictures={["svg", "png"]}
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
export function ClassesAlive({ run: { curve } }: { readonly run: RunView }) {
  const { classes, iterations } = curve;
  if (!classes.length || iterations.length < 2) return null;
  const [width, row, left] = [560, 22, 64];
  const last = iterations.at(-1) as number;
  const x = (iteration: number) => left + (iteration / last) * (width - left - 8);
  return (
    <Panel
      pictures={["svg", "png"]}
      title="Classes alive"
      downloads={[{ label: "CSV", href: classesCsv(classes) }]}
      caption="A bar as long as the class has a positive logit for some example; after that it hardly learns."
    >
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

/** How the net does without some of its hidden units, the others as they are and rescaled. */
export function Robustness({ run: { robustness } }: { readonly run: RunView }) {
  const lines = useMemo(
    () =>
      robustness
        ? (
            [
              ["as they are", robustness.asIs],
              ["rescaled", robustness.rescaled],
            ] as const
          ).map(([name, spreads], color) => ({
            name,
            color,
            values: spreads.map(({ mean }) => mean),
            low: spreads.map(({ low }) => low),
            high: spreads.map(({ high }) => high),
          }))
        : [],
    [robustness],
  );
  if (!robustness) return null;
  const { kind, images, draws, shares, asIs, rescaled } = robustness;
  const removed = shares.map((share) => Math.round(100 * share));
  return (
    <Panel
      pictures={["svg", "png"]}
      title="Robustness"
      caption={`Accuracy in percent on the first ${count(images)} test examples as a growing share, in percent, of the ${kind === "maps" ? "feature maps" : "hidden units of dense layers"} is removed at random: the mean of ${draws} draws, and the band from the worst to the best. Rescaled: the remaining ones times units / (units left).`}
      downloads={[
        {
          label: "CSV",
          href: csvOf(
            ["percentRemoved", "accuracyPercent", "rescaledAccuracyPercent"],
            [removed, asIs.map(({ mean }) => mean), rescaled.map(({ mean }) => mean)],
          ),
        },
      ]}
    >
      <Curves iterations={removed} lines={lines} isLog={false} unit="accuracy, %" label="Accuracy over the share of units removed" />
    </Panel>
  );
}

const classesCsv = (classes: RunView["curve"]["classes"]): string =>
  csvAddress([["class", "lostAt"], ...classes.map(({ name, lostAt }) => [name, lostAt])]);
