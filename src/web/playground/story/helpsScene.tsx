import { useMemo, useRef, useState } from "preact/hooks";
import { count, plain } from "../../dashboard/parts/format.ts";
import { TwinLabel } from "../parts/twinMark.tsx";
import { type TestImages, Walls } from "../parts/walls.tsx";
import { type TwinName, twinNames } from "../settings/settings.ts";
import type { Company } from "./company.ts";
import { GrowthChart } from "./growthChart.tsx";
import { LiesBook } from "./liesBook.ts";
import { pairPlans } from "./pairs.ts";
import { useSceneLook } from "./sceneLook.ts";
import type { ToldStory } from "./toldStory.ts";
import { TrainBar } from "./trainBar.tsx";

const scene = "helps";
const MOST_NOISE = 0.8;

/** Scene 6: few images, some of whose labels are wrong. */
export function HelpsScene({ company, helps }: { readonly company: Company; readonly helps: ToldStory["helps"] }) {
  const seen = useSceneLook(company, scene);
  const { lab, goal } = company.pairOf(scene);
  const { settings, scores, isRunning } = lab.state;
  const book = useMemo(() => new LiesBook(lab), [lab]);
  const lies = book.lies.value;
  const wall = useWall(lies?.a);
  const byHeart = (twin: TwinName) => book.points.value.map(({ step, byHeart: known }) => ({ step, share: known[twin] }));
  const accuracy = (twin: TwinName) => scores.value[twin].map(({ step, accuracy: share }) => ({ step, share }));
  const { labelNoise, trainExamples } = settings.value.shared;
  const isAsTold = labelNoise === helps.noise && trainExamples === helps.images;
  const endOf = (twin: TwinName) => helps.rows.find(({ rate }) => rate === settings.value[twin].dropout)?.end;
  const ends = { a: endOf("a"), b: endOf("b") };
  return (
    <>
      <Noise company={company} noise={seen || lab.state.isOpening.value ? labelNoise : helps.noise} />
      <TrainBar company={company} scene={scene} />
      <div class="pair growths">
        <GrowthChart title="Wrong labels known by heart" steps={goal} curves={{ a: byHeart("a"), b: byHeart("b") }} />
        <GrowthChart
          title="Test images right"
          steps={goal}
          curves={{ a: accuracy("a"), b: accuracy("b") }}
          {...(isAsTold &&
            ends.a !== undefined &&
            ends.b !== undefined && {
              facts: { name: "Beside it: the means of the text, on images held apart.", ends: { a: ends.a, b: ends.b } },
            })}
        />
      </div>
      {lies && seen ? (
        <>
          <p class="note">
            {lies.a.step === 0 && !isRunning.value
              ? "Nothing is learned yet. "
              : twinNames.map((twin) => (
                  <span key={twin}>
                    <TwinLabel twin={twin} /> repeats <b class={`told ${twin}`}>{plain(100 * lies[twin].byHeart, 0)}%</b> of the{" "}
                    {count(lies[twin].images)} lies{twin === "a" ? ", " : ". "}
                  </span>
                ))}
            Below are the first training images with a wrong label. A solid tile is one that a twin does not take for what it shows.
          </p>
          <Walls images={wall} answers={{ a: lies.a.answers, b: lies.b.answers }} />
        </>
      ) : (
        <p class="note">
          {seen ? "No label is wrong: there is nothing to learn by heart." : "The twins are being made once all images are here…"}
        </p>
      )}
    </>
  );
}

/** The images stay the same ones while their labels do. */
function useWall(lies: TestImages | undefined): TestImages {
  const last = useRef<TestImages>({ pixels: new Uint8Array(0), labels: new Uint8Array(0) });
  if (lies && String(lies.labels) !== String(last.current.labels)) last.current = { pixels: lies.pixels, labels: lies.labels };
  return last.current;
}

/** The share of wrong labels; another one makes new nets. */
function Noise({ company, noise }: { readonly company: Company; readonly noise: number }) {
  const { lab, isOpen } = company.pairOf(scene);
  const [wanted, setWanted] = useState<number>();
  const shown = wanted ?? noise;
  return (
    <label class="noise">
      <span>Wrong labels among the {pairPlans.few.settings.shared.trainExamples?.toLocaleString("en")} images</span>
      <input
        type="range"
        min={0}
        max={MOST_NOISE}
        step={0.1}
        value={shown}
        disabled={!isOpen.value}
        aria-valuetext={`${Math.round(100 * shown)} percent`}
        onInput={(event) => setWanted(Number(event.currentTarget.value))}
        onChange={(event) => {
          const labelNoise = Number(event.currentTarget.value);
          setWanted(undefined);
          const settings = lab.state.settings.value;
          const wanted = { ...settings, shared: { ...settings.shared, labelNoise } };
          if (lab.state.step.value > 0) company.renew(scene, () => lab.change(wanted));
          else {
            company.enter(scene);
            lab.change(wanted);
          }
        }}
      />
      <output>{Math.round(100 * shown)}%</output>
      <span class="hint">Another share makes new nets.</span>
    </label>
  );
}
