import { useEffect, useRef, useState } from "preact/hooks";
import type { ActivationsView } from "../../api/shapes.ts";
import { Segment } from "../parts/controls.tsx";
import { plain } from "../parts/format.ts";
import { Panel } from "../parts/panel.tsx";
import { Picture, Pictures } from "../parts/weightPicture.tsx";
import { useResource } from "../state/resource.ts";

const never = () => false;

/** What the net makes of one test example, layer by layer. */
export function Layers({ id }: { readonly id: string }) {
  const [asked, setAsked] = useState("0");
  const [most, setMost] = useState(Number.POSITIVE_INFINITY);
  const isThere = /^\d+$/.test(asked) && Number(asked) < most;
  const last = useRef(0);
  if (isThere) last.current = Number(asked);
  const index = last.current;
  const [mask, setMask] = useState<number | undefined>();
  const { value: view, error } = useResource<ActivationsView>(
    `/api/runs/${id}/example?index=${index}${mask === undefined ? "" : `&mask=${mask}`}`,
    never,
  );
  const kept = useRef<ActivationsView | undefined>(undefined);
  if (view) kept.current = view;
  useEffect(() => {
    if (view) setMost(view.examples);
  }, [view?.examples]);
  const shown = view ?? kept.current;
  return (
    <Panel
      title="A test example, layer by layer"
      pictures={["png"]}
      wide
      caption={
        mask === undefined
          ? "Activations of the whole net: blue is negative, orange positive, each layer by its own largest."
          : `Activations of a thinned net, as dropout draws it in training: what a dropout layer leaves stands behind the layer that it drops from. Mask ${mask + 1} of this run's seed.`
      }
      extra={
        <>
          {" "}
          <label class="inline">
            example{" "}
            <input
              type="number"
              min="0"
              max={(shown?.examples ?? 1) - 1}
              value={asked}
              onChange={(event) => setAsked(event.currentTarget.value)}
            />
          </label>
          {shown?.hasMasks && (
            <Segment label="Mask">
              <button type="button" aria-pressed={mask === undefined} onClick={() => setMask(undefined)}>
                no mask
              </button>
              <button type="button" aria-pressed={mask !== undefined} onClick={() => setMask(mask === undefined ? 0 : mask + 1)}>
                {mask === undefined ? "a mask" : `mask ${mask + 1}, another`}
              </button>
            </Segment>
          )}
        </>
      }
    >
      {!isThere && (
        <p class="trouble">
          There are test examples 0 to {most - 1}; example {index} is shown.
        </p>
      )}
      {error && <p class="trouble">{error.message}</p>}
      {shown && (
        <div class="layers">
          <div>
            <h4>
              a {shown.label}, taken for {shown.predicted}
            </h4>
            {shown.picture ? (
              <img class="pixels" src={shown.picture} width="112" height="112" alt={`Test example ${shown.index}`} />
            ) : (
              <p class="muted small">no picture</p>
            )}
          </div>
          {shown.layers.map(({ name, units, width, height, largest, shown: maps }) => (
            <div key={name}>
              <h4>
                {name}, {maps.length < units ? `${maps.length} of ${units}` : units} {height * width > 1 ? "maps" : "units"}
              </h4>
              {height * width > 1 ? (
                <Pictures all={maps} width={width} height={height} largest={largest} labelOf={(number) => `${name}, map ${number}`} />
              ) : (
                <Picture {...unitsAsPicture(maps)} largest={largest} scale={8} label={`${units} units of ${name}`} />
              )}
            </div>
          ))}
          <div class="outputs">
            <h4>{shown.probabilities ? "probabilities" : "outputs"}</h4>
            <table class="plain-table">
              <caption class="hidden">What each class gets</caption>
              <tbody>
                {shown.classes.slice(0, 12).map((name, label) => {
                  const share = shown.probabilities?.[label] ?? null;
                  const logit = shown.logits[label] ?? null;
                  return (
                    <tr key={name}>
                      <th scope="row">{name}</th>
                      <td>
                        <meter min="0" max="1" value={share ?? 0} aria-label={`class ${name}`} />
                      </td>
                      <td class="num">{share === null ? (logit === null ? "–" : plain(logit)) : `${plain(100 * share, 1)}%`}</td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </div>
        </div>
      )}
    </Panel>
  );
}

const ACROSS = 32;

function unitsAsPicture(maps: readonly (readonly number[])[]) {
  const flat = maps.map(([value = 0]) => value);
  const width = Math.min(ACROSS, flat.length);
  const height = Math.ceil(flat.length / width);
  return { values: [...flat, ...Array(width * height - flat.length).fill(0)], width, height };
}
