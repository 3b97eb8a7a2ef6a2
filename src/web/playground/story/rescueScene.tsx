import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { useWidth } from "../parts/canvas.ts";
import { netLayout } from "../parts/netLayout.ts";
import { TwinNet } from "../parts/twinNet.tsx";
import type { Sight } from "../twin/seen.ts";
import type { Company } from "./company.ts";
import { type SceneLook, useSceneLook } from "./sceneLook.ts";
import { MASKS } from "./sceneText.ts";
import { otherSeed, TrainBar } from "./trainBar.tsx";
import { unreadOf } from "./unread.ts";
import { WakeChart } from "./wakeChart.tsx";

const scene = "rescue";
/** The lost class is asked on so many of its images. */
const IMAGES = 40;
const RATE = 0.5;
const UNLOST = 3;

/** What a lost class was asked. */
interface Asked {
  readonly step: number;
  readonly label: number;
  readonly isLost: boolean;
  /** It is not lost, but no image of it is read. */
  readonly isUnread: boolean;
  readonly whole: readonly number[];
  readonly masked: readonly number[];
  /** The net under the mask that lifts the class most, if one does. */
  readonly woken: { readonly sight: Sight; readonly image: number } | null;
}

/** Scene 3: a lost class under many masks. */
export function RescueScene({ company }: { readonly company: Company }) {
  const seen = useSceneLook(company, scene);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [first, setFirst] = useState(0);
  const pair = company.pairOf(scene);
  const { lab } = pair;
  const isOpen = pair.isOpen.value;
  const isRunning = lab.state.isRunning.value;
  const { seed } = lab.state.settings.value.shared;
  const isLit = company.lit.value === scene;
  const lost = seen?.lost.find((one) => one !== 0);
  // a class of which nothing is read is as good as lost; before one is, any shows what masks do
  const unread = unreadOf(seen?.look?.a.answers ?? null, lab.state.labels.value.subarray(0, seen?.look?.a.answers.length ?? 0))[0];
  const isUnread = lost === undefined && unread !== undefined && (seen?.step ?? 0) > 0;
  const label = lost ?? (isUnread ? unread : UNLOST);
  const step = seen?.step ?? 0;
  useEffect(() => {
    if (!isOpen || isRunning || !isLit) return undefined;
    const state = { isStale: false };
    void askLost(company, label, first).then((found) => {
      if (!state.isStale && found) setAsked({ ...found, step, isLost: lost !== undefined || isUnread, isUnread });
    });
    return () => {
      state.isStale = true;
    };
  }, [company, label, step, seed, isRunning, isLit, isOpen, first]);
  return (
    <>
      <TrainBar company={company} scene={scene} />
      {asked ? (
        <>
          <h3>
            {asked.isUnread
              ? `Score of A's class ${asked.label}, of which it reads nothing here,`
              : asked.isLost
                ? `Score of A's lost class ${asked.label}`
                : `Score of A's class ${asked.label}, which is not lost,`}{" "}
            on images of a {asked.label}, before the ReLU, after {asked.step.toLocaleString("en")} steps
          </h3>
          <WakeChart {...asked} />
          <div class="ask">
            <button type="button" disabled={isRunning} onClick={() => setFirst(first + MASKS)}>
              Ask {MASKS} times again
            </button>
            <p role="status">
              <b>{asked.masked.filter((score) => score > 0).length}</b> of {MASKS} masks {asked.isLost ? "lift it" : "leave it"} above zero;
              without a mask {asked.whole.filter((score) => score > 0).length} of {asked.whole.length} images do.
            </p>
          </div>
          {asked.isLost && asked.woken && seen && <WokenNet asked={asked} woken={asked.woken} seen={seen} />}
        </>
      ) : (
        <p class="nets-wait">The twins are being made…</p>
      )}
      {lost === undefined && !isUnread && <NoneLost company={company} isDone={step >= pair.goal} />}
    </>
  );
}

/** Where A has lost no class, what to do to see one. */
const NoneLost = ({ company, isDone }: { readonly company: Company; readonly isDone: boolean }) => (
  <p class="note">
    {isDone ? (
      <>
        With this seed A has lost no class that costs anything: it happens.{" "}
        <button type="button" onClick={() => otherSeed(company, scene)}>
          Try another seed
        </button>
      </>
    ) : (
      "A has lost no class yet: train both nets, and one that is lost is asked."
    )}
  </p>
);

async function askLost(company: Company, label: number, first: number): Promise<Omit<Asked, "step" | "isLost" | "isUnread"> | undefined> {
  const { lab } = company.pairOf(scene);
  const { labels, arrived } = lab.state;
  const there = Math.floor(arrived.value.test * 10_000);
  const own = Array.from(labels.value.subarray(0, there))
    .flatMap((one, i) => (one === label ? [i] : []))
    .slice(0, IMAGES);
  if (!own.length) return undefined;
  const images = Int32Array.from({ length: MASKS }, (_, i) => own[i % own.length] as number);
  try {
    const ask = lab.ask("a");
    const { whole, masked } = await ask("rawLogits", [images, { rate: RATE, first }]);
    const of = (logits: Float32Array) => Array.from(images, (_, i) => logits[10 * i + label] as number);
    const scores = of(masked);
    const best = scores.indexOf(Math.max(...scores));
    const image = images[best] as number;
    const isWoken = (scores[best] as number) > 0;
    const sight = isWoken ? await ask("sightUnderMask", [{ test: image }, { rate: RATE, first: first + best }]) : null;
    return { label, whole: of(whole).slice(0, own.length), masked: scores, woken: sight && { sight, image } };
  } catch (error) {
    lab.state.say("trouble", (error as Error).message);
    return undefined;
  }
}

interface WokenNetProps {
  readonly asked: Asked;
  readonly woken: { readonly sight: Sight; readonly image: number };
  readonly seen: SceneLook;
}

const UPRIGHT = 700;

/** A's net under the mask that lifts the lost class most. */
function WokenNet({ asked, woken: { sight, image }, seen }: WokenNetProps) {
  const host = useRef<HTMLDivElement>(null);
  const width = useWidth(host);
  const isUpright = width < UPRIGHT;
  const { lost: _, ...net } = seen.nets.a;
  const face = net.face;
  const layout = useMemo(
    () => netLayout(face, Math.max(120, isUpright ? Math.min(width, 260) : width), isUpright),
    [face, width, isUpright],
  );
  return (
    <figure class="woken" ref={host}>
      <figcaption>A's net under the mask that lifts it most: class {asked.label} has a score again.</figcaption>
      {width > 0 && (
        <TwinNet
          twin="a"
          layout={layout}
          look={{ ...net, sight, edges: sight.edges, showsMasks: true, label: asked.label }}
          subject={`woken ${image}`}
          isRunning={false}
          shown={null}
        />
      )}
    </figure>
  );
}
