import { useEffect, useMemo, useState } from "preact/hooks";
import { useWallImages } from "../page/wallImages.ts";
import { DigitStrip } from "../parts/digit.tsx";
import { listed } from "../parts/listed.ts";
import { Walls } from "../parts/walls.tsx";
import { FEATURES } from "../twin/digits.ts";
import type { Company } from "./company.ts";
import { useSceneLook } from "./sceneLook.ts";
import { StoryNets } from "./storyNets.tsx";
import { otherSeed, TrainBar } from "./trainBar.tsx";
import { unreadOf } from "./unread.ts";

const scene = "lost";

/** Scene 2: the test images sorted by digit, so that a lost class is a whole row. */
export function LostScene({ company }: { readonly company: Company }) {
  const seen = useSceneLook(company, scene);
  const { lab } = company.pairOf(scene);
  const { labels } = lab.state;
  const { images, here } = useWallImages(lab);
  const [isChosen, setChosen] = useState(false);
  const costly = seen?.lost.find((label) => label !== 0);
  const show = (label: number) => {
    const image = labels.value.indexOf(label, labels.value.indexOf(label) + 1);
    if (image >= 0 && image !== company.views[scene].value.image) company.see(scene, { image });
  };
  // the first digit that was lost, until the reader chooses
  useEffect(() => {
    if (costly !== undefined && !isChosen && company.lit.value === scene) show(costly);
  }, [costly, company.lit.value]);
  const choose = (label: number) => {
    setChosen(true);
    show(label);
  };
  const digits = useMemo(
    () =>
      Array.from({ length: here ? 10 : 0 }, (_, label) => {
        const key = labels.value.indexOf(label, labels.value.indexOf(label) + 1);
        return { key, label, pixels: lab.state.images.subarray(FEATURES * key, FEATURES * (key + 1)) };
      }),
    [lab, labels.value, here > 0],
  );
  const answers = { a: seen?.look?.a.answers ?? null, b: seen?.look?.b.answers ?? null };
  return (
    <>
      <TrainBar company={company} scene={scene} />
      <div class="sorted" onPointerMove={(event) => pointed(event, choose)} onPointerDown={(event) => pointed(event, choose)}>
        {images.labels.length > 0 && <Walls images={images} answers={here ? answers : { a: null, b: null }} order="digit" />}
      </div>
      <LostNote
        company={company}
        step={seen?.step ?? 0}
        lost={seen?.lost ?? []}
        unread={unreadOf(answers.a, images.labels)}
        scored={seen?.scores.a?.step}
      />
      <DigitStrip
        digits={digits}
        chosen={company.views[scene].value.image}
        onChoose={(image) => {
          setChosen(true);
          company.see(scene, { image });
        }}
      />
      <StoryNets company={company} scene={scene} seen={seen} />
    </>
  );
}

/** The row of a wall that is pointed at. */
function pointed(event: PointerEvent, choose: (label: number) => void): void {
  if (!(event.target instanceof HTMLCanvasElement)) return;
  const label = Math.floor((10 * event.offsetY) / event.target.clientHeight);
  if (label >= 0 && label < 10) choose(label);
}

interface LostNoteProps {
  readonly company: Company;
  readonly step: number;
  readonly lost: readonly number[];
  /** Digits none of whose images A reads. */
  readonly unread: readonly number[];
  /** When A was last asked all test images. */
  readonly scored: number | undefined;
}

/** Which digits A has lost; another seed where it has lost none. */
function LostNote({ company, step, lost, unread, scored }: LostNoteProps) {
  const costly = lost.filter((label) => label !== 0);
  const others = unread.filter((label) => !lost.includes(label));
  const { goal } = company.pairOf(scene);
  const { seed } = company.pairOf(scene).lab.state.settings.value.shared;
  if (!scored || step === 0)
    return <p class="note">Solid tiles are misread images. Nothing is learned yet: press Train, and watch which rows stay solid.</p>;
  if (costly.length)
    return (
      <p class="note">
        With seed {seed}, at step {scored.toLocaleString("en")} A has lost the {costly.length === 1 ? "digit" : "digits"}{" "}
        <b class="told a">{listed(costly)}</b>
        {lost.includes(0) && ", and 0 too, which costs nothing"}: no test image brings{" "}
        {costly.length === 1 && !lost.includes(0) ? "its score" : "their scores"} above zero.
        {others.length > 0 &&
          ` Of the ${listed(others.map((label) => `${label}s`))} it reads none here, either: another image still lifts their score, too rarely.`}
      </p>
    );
  if (step < goal) return <p class="note">No digit is lost so far, at step {scored.toLocaleString("en")}.</p>;
  return (
    <p class="note">
      {others.length
        ? `With seed ${seed}, A reads none of the ${listed(others.map((label) => `${label}s`))} here: some image still lifts ${others.length === 1 ? "its" : "their"} score above zero, so by the strict count ${others.length === 1 ? "it is" : "they are"} not lost, but as good as.`
        : `With seed ${seed}, A has lost no digit that costs anything: it happens.`}{" "}
      <button type="button" onClick={() => otherSeed(company, scene)}>
        Try another seed
      </button>
    </p>
  );
}
