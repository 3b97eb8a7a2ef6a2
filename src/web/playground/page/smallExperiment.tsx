import { signal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { duration, plain } from "../../dashboard/parts/format.ts";
import { TwinLabel } from "../parts/twinMark.tsx";
import { type Settings, twinNames } from "../settings/settings.ts";
import type { Lab } from "../state/lab.ts";
import type { SmallVerdict } from "../state/smallExperiment.ts";
import { usualSize } from "../state/smallSize.ts";

interface Shown {
  /** In [0, 1]; undefined where none runs. */
  readonly share?: number;
  readonly secondsLeft?: number;
  readonly verdict?: SmallVerdict;
  readonly of?: Settings;
  readonly trouble?: string;
}

/** One seed tells little: six seeds each, and the verdict in the words of `droplab compare`. */
export function SmallExperiment({ lab }: { readonly lab: Lab }) {
  const shown = useMemo(() => signal<Shown>({}), []);
  const { settings } = lab.state;
  const { share, secondsLeft, verdict, of, trouble } = shown.value;
  const run = async () => {
    const started = performance.now();
    shown.value = { share: 0 };
    try {
      const asked = settings.value;
      const found = await lab.runSmall(asked, (done) => {
        const seconds = (performance.now() - started) / 1000;
        shown.value = { share: done, ...(done > 0.02 && { secondsLeft: (seconds * (1 - done)) / done }) };
      });
      shown.value = found ? { verdict: found, of: asked } : {};
    } catch (error) {
      shown.value = { trouble: (error as Error).message };
    }
  };
  const isOld = of !== undefined && JSON.stringify(of) !== JSON.stringify(settings.value);
  return (
    <div class="small">
      {share === undefined ? (
        <button type="button" disabled={lab.state.isBusy.value} onClick={() => void run()}>
          Run {usualSize.seeds} seeds each
        </button>
      ) : (
        <div class="small-runs">
          <progress max="1" value={share} aria-label="The small experiment" />
          <span>
            {share === 0 ? "waiting for images, " : ""}
            {Math.floor(100 * share)}%{secondsLeft !== undefined && `, ${duration(secondsLeft)} left`}
          </span>
          <button type="button" onClick={() => void lab.stopSmall()}>
            Stop
          </button>
        </div>
      )}
      <p class="hint">
        A small experiment: nets with A's settings and nets with B's, {usualSize.seeds} seeds each, trained for 2,000 steps; 5,000 held-out
        images choose which of its steps a net is taken from, and the test images are read once. The twins above wait meanwhile.
      </p>
      <div role="status">
        {trouble && <p class="verdict trouble">{trouble}</p>}
        {verdict && (
          <div class="verdict">
            {isOld && <p class="hint">Of the settings from before; run it again for those of now.</p>}
            <p>
              <b>{verdict.sentence}</b>
            </p>
            {verdict.sentence.includes("[") && (
              <p class="hint">
                Brackets hold the true mean difference in 95 of 100 such experiments; p is how often chance alone would make a difference as
                large.
              </p>
            )}
            <div class="table-box" hidden={verdict.accuracies.b.length === 0}>
              <table>
                <thead>
                  <tr>
                    <th scope="col">right on 10,000 test images, by seed</th>
                    {verdict.accuracies.a.map((_, k) => (
                      <th scope="col" key={String(k)}>
                        {k + 1}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {twinNames.map((twin) => (
                    <tr key={twin}>
                      <th scope="row">
                        <TwinLabel twin={twin} />
                      </th>
                      {verdict.accuracies[twin].map((accuracy, k) => (
                        <td key={String(k)}>{accuracy === null ? "diverged" : `${plain(accuracy)}%`}</td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
            {verdict.accuracies.b.length > 0 && verdict.warnings.length > 0 && (
              <>
                <p>Before you believe it:</p>
                <ul>
                  {verdict.warnings.map((warning) => (
                    <li key={warning}>{warning}</li>
                  ))}
                </ul>
              </>
            )}
            <Download definition={verdict.definition} />
          </div>
        )}
      </div>
    </div>
  );
}

/** The same experiment for the command line, with more seeds if one likes. */
function Download({ definition }: { readonly definition: object }) {
  const address = useMemo(
    () => URL.createObjectURL(new Blob([`${JSON.stringify(definition, null, 2)}\n`], { type: "application/json" })),
    [definition],
  );
  return (
    <p class="hint">
      The same with droplab: save{" "}
      <a download="small.json" href={address}>
        small.json
      </a>
      , then <code>npx droplab sweep small.json -r 10</code>
    </p>
  );
}
