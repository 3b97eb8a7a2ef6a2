import { useState } from "preact/hooks";
import { Segment } from "../../dashboard/parts/controls.tsx";
import { count, duration, plain } from "../../dashboard/parts/format.ts";
import { seedFrom } from "../parts/knobValues.ts";
import type { Lab } from "../state/lab.ts";
import type { Speed } from "../state/pair.ts";
import { FILE_SEED } from "../twin/digits.ts";

const speeds: readonly { readonly speed: Speed; readonly name: string; readonly title: string }[] = [
  { speed: "slow", name: "Slow motion", title: "one step in two seconds" },
  { speed: "watch", name: "Watch", title: "two steps a second" },
  { speed: "full", name: "Full speed", title: "as fast as this machine can" },
];

/** Start, pause, one step; how fast; another seed; the address. */
export function Transport({ lab }: { readonly lab: Lab }) {
  const { isRunning, speed, settings } = lab.state;
  const { seed } = settings.value.shared;
  const [typed, setTyped] = useState<string>();
  const [isCopied, setCopied] = useState(false);
  const isBusy = lab.state.isBusy.value;
  const wanted = seedFrom(typed ?? String(seed));
  return (
    <div class="transport" role="toolbar" aria-label="Training">
      <button
        type="button"
        class="primary go"
        disabled={isBusy}
        aria-keyshortcuts="Space"
        onClick={() => (isRunning.value ? void lab.pause() : lab.run())}
      >
        {isRunning.value ? "Pause" : "Start"}
      </button>
      <button type="button" disabled={isBusy} aria-keyshortcuts="S" onClick={() => void lab.stepOnce()}>
        One step
      </button>
      <Segment label="Speed">
        {speeds.map(({ speed: one, name, title }) => (
          <button type="button" key={one} aria-pressed={speed.value === one} title={title} onClick={() => lab.setSpeed(one)}>
            {name}
          </button>
        ))}
      </Segment>
      <label class="seed">
        Seed{" "}
        <input
          type="number"
          min="0"
          value={typed ?? seed}
          aria-invalid={wanted === undefined}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      </label>
      <button
        type="button"
        disabled={isBusy || wanted === undefined}
        onClick={() => {
          setTyped(undefined);
          if (wanted !== undefined) lab.restart(wanted);
        }}
      >
        Restart
      </button>
      <button
        type="button"
        onClick={async () => {
          const address = new URL(`#${lab.address()}`, location.href).href;
          try {
            await navigator.clipboard.writeText(address);
            setCopied(true);
            setTimeout(() => setCopied(false), 2000);
          } catch {
            lab.state.say(
              "word",
              "This browser lets pages copy nothing here: copy the address from the address bar, where it stands whole within a second.",
            );
          }
        }}
      >
        {isCopied ? "Copied" : "Copy address"}
      </button>
      <Count lab={lab} />
    </div>
  );
}

/** Where both are, and how fast they go. */
function Count({ lab }: { readonly lab: Lab }) {
  const { step, perSecond, isRunning, speed } = lab.state;
  const rate = perSecond.value;
  const isKnown = isRunning.value && speed.value === "full" && Number.isFinite(rate);
  return (
    <span class="count">
      step <b>{count(step.value)}</b> <span class="rate">{waitWords(lab) || (isKnown ? `${rateText(rate)} a second each` : "")}</span>
    </span>
  );
}

const rateText = (rate: number) => (rate < 9.5 ? `${plain(rate, 1)} steps` : `${count(Math.round(rate))} steps`);

/** What is waited for, and for how long; empty where nothing is. */
function waitWords({ state: { waits, arrived, secondsLeft, settings, isRunning } }: Lab): string {
  const { train } = arrived.value;
  const { seed, trainExamples, labelNoise } = settings.value.shared;
  const needsAll = seed !== FILE_SEED || trainExamples !== undefined || labelNoise > 0;
  if (train === 1 || !(needsAll || (isRunning.value && waits.value))) return "";
  const left = Number.isFinite(secondsLeft.value) ? `, all in about ${duration(secondsLeft.value)}` : "";
  return `waiting for images: ${Math.floor(100 * train)}% are here${left}`;
}
