import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Segment } from "../../dashboard/parts/controls.tsx";
import { count } from "../../dashboard/parts/format.ts";
import { type Settings, type SharedSettings, type TwinName, type TwinSettings, twinNames } from "../settings/settings.ts";
import type { SiteFace } from "../settings/twinDifferences.ts";
import { Choice, Slider } from "./knobControls.tsx";
import { sharedHints, twinHint } from "./knobHints.ts";
import {
  batches,
  differenceWords,
  kindWords,
  knobWords,
  learningRates,
  limits,
  markOf,
  orOff,
  percent,
  rates,
  scopeWords,
  seedFrom,
  seedRange,
  short,
  strengths,
  trainingCounts,
  wrongShares,
} from "./knobValues.ts";
import { ModelKnob } from "./modelKnob.tsx";
import { TwinLabel, twinLetters } from "./twinMark.tsx";

export interface KnobsProps {
  readonly settings: Settings;
  /** The dropout layers of the net, once it is known. */
  readonly sites?: readonly SiteFace[] | undefined;
  /** What a model of one's own has behind its logits. */
  readonly ownLogits?: string | undefined;
  readonly onChange: (settings: Settings) => void;
}

/** All that decides what the twins become: each twin's own, and what they share. */
export function Knobs({ settings, sites, ownLogits, onChange }: KnobsProps) {
  const { text, isWarning } = differenceWords(settings, sites);
  const changeTwin = (twin: TwinName, change: Partial<TwinSettings>) => onChange({ ...settings, [twin]: { ...settings[twin], ...change } });
  return (
    <div class="knobs">
      <div class="twin-knobs">
        <div class="knob names">
          <span />
          <span class="does" />
          {twinNames.map((twin) => (
            <TwinLabel key={twin} twin={twin} />
          ))}
          <span />
        </div>
        {(Object.keys(twinControls) as (keyof TwinSettings)[]).map((name) => {
          const mark = markOf(name, settings, sites);
          return (
            <div class="knob" key={name}>
              <span class="name">{knobWords[name]}</span>
              <span class="does">{twinHint(name, settings)}</span>
              {twinNames.map((twin) => (
                <span class="control" key={twin}>
                  <TwinLabel twin={twin} />
                  {twinControls[name](settings[twin], `${twinLetters[twin]}: ${knobWords[name]}`, twin, (change) =>
                    changeTwin(twin, change),
                  )}
                </span>
              ))}
              <span class={mark === "≠" ? "mark-of differs" : "mark-of"}>{mark === "≠" ? "≠ differs" : "= same"}</span>
            </div>
          );
        })}
      </div>
      <p class={isWarning ? "note warning" : "note"} role="status">
        {text}
      </p>
      <h3>For both twins</h3>
      <SharedKnobs settings={settings} ownLogits={ownLogits} onChange={onChange} />
    </div>
  );
}

type TwinControl = (own: TwinSettings, label: string, twin: TwinName, change: (change: Partial<TwinSettings>) => void) => ComponentChildren;

const choicesOf = <Value extends string>(words: { readonly [value in Value]: string }) =>
  Object.entries(words) as [value: Value, words: string][];

const twinControls: { readonly [name in keyof TwinSettings]: TwinControl } = {
  dropout: ({ dropout }, label, twin, change) => (
    <Slider label={label} stops={rates} value={dropout} textOf={orOff} twin={twin} onValue={(value) => change({ dropout: value })} />
  ),
  dropoutKind: ({ dropoutKind, dropout }, label, _, change) => (
    <Choice
      label={label}
      choices={choicesOf(kindWords)}
      value={dropoutKind}
      isIdle={dropout === 0}
      onValue={(value) => change({ dropoutKind: value })}
    />
  ),
  maxNorm: ({ maxNorm }, label, twin, change) => (
    <Slider label={label} stops={limits} value={maxNorm} textOf={orOff} twin={twin} onValue={(value) => change({ maxNorm: value })} />
  ),
  maxNormScope: ({ maxNormScope, maxNorm }, label, _, change) => (
    <Choice
      label={label}
      choices={choicesOf(scopeWords)}
      value={maxNormScope}
      isIdle={maxNorm === 0}
      onValue={(value) => change({ maxNormScope: value })}
    />
  ),
  l1: ({ l1 }, label, twin, change) => (
    <Slider label={label} stops={strengths} value={l1} textOf={orOff} twin={twin} onValue={(value) => change({ l1: value })} />
  ),
  l2: ({ l2 }, label, twin, change) => (
    <Slider label={label} stops={strengths} value={l2} textOf={orOff} twin={twin} onValue={(value) => change({ l2: value })} />
  ),
};

const NEW_NETS = "needs new nets";

function SharedKnobs({ settings, ownLogits, onChange }: KnobsProps) {
  const { shared } = settings;
  const { trainExamples, ...others } = shared;
  const set = (next: SharedSettings) => onChange({ ...settings, shared: next });
  const change = (part: Partial<SharedSettings>) => set({ ...shared, ...part });
  return (
    <div class="shared-knobs">
      <SharedKnob of="learningRate" name="learning rate">
        <Slider
          label="Learning rate of both"
          stops={learningRates}
          value={shared.learningRate}
          textOf={short}
          onValue={(learningRate) => change({ learningRate })}
        />
      </SharedKnob>
      <SharedKnob of="batch" name="batch size">
        <Choice
          label="Batch size of both"
          choices={batches.map((size) => [size, `${size} images`] as const)}
          value={shared.batch}
          onValue={(batch) => change({ batch })}
        />
      </SharedKnob>
      {ownLogits ? (
        <SharedKnob of="logits" name="logits" note="the model's own">
          <output>{ownLogits}</output>
        </SharedKnob>
      ) : (
        <SharedKnob of="logits" name="logits" note={NEW_NETS}>
          <Segment label="Logits of both">
            <button type="button" aria-pressed={shared.logits === "linear"} onClick={() => change({ logits: "linear" })}>
              linear
            </button>
            <button type="button" aria-pressed={shared.logits === "relu"} onClick={() => change({ logits: "relu" })}>
              ReLU, as the post
            </button>
          </Segment>
        </SharedKnob>
      )}
      <SharedKnob of="trainExamples" name="training images" note={NEW_NETS}>
        <Choice
          label="Training images of both"
          choices={[[0, "all 55,000"] as const, ...trainingCounts.map((images) => [images, count(images)] as const)]}
          value={trainExamples ?? 0}
          onValue={(images) => set(images === 0 ? others : { ...others, trainExamples: images })}
        />
      </SharedKnob>
      <SharedKnob of="labelNoise" name="wrong labels" note={NEW_NETS}>
        <Slider
          label="Share of wrong training labels of both"
          stops={wrongShares}
          value={shared.labelNoise}
          textOf={(share) => (share === 0 ? "none" : percent(share))}
          isSlow
          onValue={(labelNoise) => change({ labelNoise })}
        />
      </SharedKnob>
      <SharedKnob of="seed" name="seed" note={NEW_NETS}>
        <Seed seed={shared.seed} onSeed={(seed) => change({ seed })} />
      </SharedKnob>
      <SharedKnob of="model" name="model" note={NEW_NETS} isWide>
        <ModelKnob shared={shared} onModel={(model) => change({ model })} />
      </SharedKnob>
    </div>
  );
}

interface SharedKnobProps {
  readonly of: keyof SharedSettings;
  readonly name: string;
  readonly note?: string;
  readonly isWide?: boolean;
  readonly children: ComponentChildren;
}

const SharedKnob = ({ of, name, note, isWide = false, children }: SharedKnobProps) => (
  <div class={`shared-knob${isWide ? " wide" : ""}`}>
    <span class="name">{name}</span>
    <span class="does">{sharedHints[of]}</span>
    <span class="control">{children}</span>
    <span class="note-of">{note ?? "acts from the next step on"}</span>
  </div>
);

function Seed({ seed, onSeed }: { readonly seed: number; readonly onSeed: (seed: number) => void }) {
  const [isWrong, setWrong] = useState(false);
  return (
    <>
      <input
        type="number"
        class="seed"
        min={0}
        step={1}
        value={seed}
        aria-label="Seed of both"
        aria-invalid={isWrong}
        onChange={(event) => {
          const next = seedFrom(event.currentTarget.value);
          setWrong(next === undefined);
          if (next !== undefined && next !== seed) onSeed(next);
        }}
      />
      {isWrong && <span class="trouble">A seed is {seedRange}.</span>}
    </>
  );
}
