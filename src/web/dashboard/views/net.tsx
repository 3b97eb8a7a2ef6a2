import { useState } from "preact/hooks";
import type { ExampleView, NetView } from "../../api/shapes.ts";
import { csvAddress } from "../parts/csv.ts";
import { count, plain, plural } from "../parts/format.ts";
import { Panel } from "../parts/panel.tsx";
import { Pictures } from "../parts/weightPicture.tsx";
import { useResource } from "../state/resource.ts";
import { Layers } from "./layers.tsx";

const never = () => false;

/** A look into the net of a finished run, when it is asked for: it needs the data, and some seconds. */
export function Net({ id }: { readonly id: string }) {
  const [isOpen, setOpen] = useState(false);
  const { value: net, error } = useResource<NetView>(isOpen ? `/api/runs/${id}/net` : null, never);
  return (
    <section class="section-block" aria-labelledby="net-title">
      <div class="section">
        <h2 id="net-title">The net</h2>
        {!isOpen && (
          <button type="button" onClick={() => setOpen(true)}>
            Look into it
          </button>
        )}
        {isOpen && !net && !error && <span class="muted small">Evaluating the kept weights on the test examples…</span>}
        {net && (
          <span class="muted small">
            {plain(net.accuracy)}% of {plural(net.examples, "test example")} with the kept weights
          </span>
        )}
      </div>
      {error && (
        <p class="trouble" role="alert">
          {error.message}
        </p>
      )}
      {net && (
        <>
          <div class="figures">
            <Confusion id={id} net={net} />
            <div>
              <DeadUnits net={net} />
              {net.filters && <Filters filters={net.filters} />}
            </div>
          </div>
          {net.snapshots.length > 0 && net.filters && <OverTime net={net} filters={net.filters} />}
          <Layers id={id} />
        </>
      )}
    </section>
  );
}

/** Blue where the class is right, orange where it is another; a cell shows its examples. */
function Confusion({ id, net }: { readonly id: string; readonly net: NetView }) {
  const [cell, setCell] = useState<readonly [number, number] | undefined>();
  const { confusion, classes } = net;
  const wrong = Math.max(1, ...confusion.flatMap((row, label) => row.filter((_, predicted) => predicted !== label)));
  const address = cell ? `/api/runs/${id}/confused?label=${cell[0]}&predicted=${cell[1]}` : null;
  const { value: examples } = useResource<ExampleView[]>(address, never);
  const short = (name: string) => (name.length > 9 ? `${name.slice(0, 8)}…` : name);
  return (
    <Panel
      title="Confusion"
      downloads={[{ label: "CSV", href: confusionCsv(net) }]}
      caption="Rows are true classes, columns what was predicted: how many test examples. Choose a number to see them; without one, the worst mistakes are shown."
    >
      <div class="scroll">
        <table class="confusion">
          <caption class="hidden">Confusion matrix</caption>
          <thead>
            <tr>
              <td />
              {classes.map((name) => (
                <th key={name} scope="col" title={name}>
                  {short(name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {confusion.map((row, label) => (
              <tr key={classes[label]}>
                <th scope="row" title={classes[label]}>
                  {short(classes[label] ?? "")}
                </th>
                {row.map((count, predicted) => {
                  const isRight = predicted === label;
                  const total = row.reduce((sum, one) => sum + one, 0) || 1;
                  const strength = isRight ? count / total : Math.sqrt(count / wrong);
                  return (
                    <td
                      key={classes[predicted]}
                      class={`${isRight ? "right" : "wrong"}${isRight && strength > 0.5 ? " strong" : ""}`}
                      style={{
                        "--strength": count
                          ? (isRight ? (strength > 0.5 ? 1 : 0.08 + 0.4 * strength) : 0.06 + 0.3 * strength).toFixed(2)
                          : 0,
                      }}
                    >
                      {count ? (
                        <button
                          type="button"
                          aria-pressed={cell?.[0] === label && cell[1] === predicted}
                          aria-label={`${count} of class ${classes[label]} taken for ${classes[predicted]}`}
                          onClick={() => setCell([label, predicted])}
                        >
                          {count}
                        </button>
                      ) : null}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Examples examples={cell ? (examples ?? []) : net.mistakes} />
    </Panel>
  );
}

const Examples = ({ examples }: { readonly examples: readonly ExampleView[] }) => (
  <ul class="examples">
    {examples.map(({ index, label, predicted, probability, picture }) => (
      <li key={index}>
        {picture && <img src={picture} width="56" height="56" alt={`Test example ${index}, a ${label}`} />}
        <span>
          {label === predicted ? label : `${label}, taken for ${predicted}`}
          {probability !== null && ` with ${plain(100 * probability, 0)}%`}
          <br />
          <span class="muted">example {index}</span>
        </span>
      </li>
    ))}
  </ul>
);

const DeadUnits = ({ net: { layers } }: { readonly net: NetView }) =>
  layers.length ? (
    <Panel
      title="Dead units"
      caption="Units, or feature maps, that are 0 on all of up to 1,000 test examples, and the share of activations that are 0."
    >
      <table class="plain-table">
        <caption class="hidden">Dead units of each hidden layer</caption>
        <thead>
          <tr>
            <th scope="col">layer</th>
            <th scope="col" class="num">
              units
            </th>
            <th scope="col" class="num">
              dead
            </th>
            <th scope="col" class="num">
              zeros
            </th>
          </tr>
        </thead>
        <tbody>
          {layers.map(({ name, units, dead, zeros }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td class="num">{units}</td>
              <td class="num">{dead}</td>
              <td class="num">{plain(zeros, 1)}%</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  ) : null;

const Filters = ({ filters: { name, width, height, of, scale, units } }: { readonly filters: NonNullable<NetView["filters"]> }) => (
  <Panel
    title="First-layer filters"
    pictures={["png"]}
    caption={`${units.length < of ? `${units.length} of ${of}` : of} of ${name}; blue is negative, orange positive, one scale for all, up to ${Number(scale.toPrecision(3))}.`}
  >
    <Pictures all={units} width={width} height={height} largest={scale} labelOf={(number) => `Filter ${number}`} />
  </Panel>
);

/** The first filters as they were while the net trained, one scale for all. */
function OverTime({
  net: { snapshots },
  filters: { width, height },
}: {
  readonly net: NetView;
  readonly filters: NonNullable<NetView["filters"]>;
}) {
  const largest = Math.max(1e-12, ...snapshots.flatMap(({ units }) => units.flat().map(Math.abs)));
  return (
    <Panel
      title="First-layer filters over time"
      wide
      caption="A row for each snapshot; blue is negative, orange positive, one scale for all."
    >
      <table class="plain-table over-time">
        <caption class="hidden">Filters at the iterations that were kept</caption>
        <tbody>
          {snapshots.map(({ iteration, units }) => (
            <tr key={iteration}>
              <th scope="row" class="num">
                {count(iteration)}
              </th>
              <td>
                <Pictures
                  all={units}
                  width={width}
                  height={height}
                  largest={largest}
                  labelOf={(number) => `Filter ${number} at iteration ${iteration}`}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

/** A row for each true class, a column for each that was predicted. */
const confusionCsv = ({ classes, confusion }: NetView): string =>
  csvAddress([["true class", ...classes], ...confusion.map((row, label) => [classes[label] ?? "", ...row])]);
