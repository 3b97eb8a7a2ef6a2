import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { count } from "../../dashboard/parts/format.ts";
import { type TwinName, twinNames } from "../settings/settings.ts";
import { NO_ANSWER } from "../twin/seen.ts";
import { useWidth } from "./canvas.ts";
import { useColours } from "./colours.ts";
import { Digit } from "./digit.tsx";
import { PIXELS } from "./digitSize.ts";
import { TwinMark, twinLetters } from "./twinMark.tsx";
import { WallDrawing, type WallOrder, wallPlaces } from "./wallDrawing.ts";

/** Some test images, in their order. */
export interface TestImages {
  /** [image][784] bytes, as far as they have arrived. */
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
}
/** What each twin takes each of the images for; null before it was asked. */
export type TwinAnswers = { readonly [name in TwinName]: Uint8Array | null };

interface WallsProps {
  readonly images: TestImages;
  readonly answers: TwinAnswers;
  /** `digit`: a row for each class, so that a lost one is a whole row. */
  readonly order?: WallOrder;
  /** What a clean tile is: `knows`, unless something else is tried. */
  readonly verb?: string;
}

/** A wall for each twin: a tile is solid where it misreads the image. */
export const Walls = (props: WallsProps) => (
  <div class={`walls${props.order === "digit" ? " by-digit" : ""}`}>
    {twinNames.map((twin) => (
      <Wall key={twin} twin={twin} {...props} />
    ))}
  </div>
);

function Wall({ twin, images, answers, order = "file", verb = "knows" }: WallsProps & { readonly twin: TwinName }) {
  const host = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawing = useRef<WallDrawing | null>(null);
  const width = useWidth(host);
  const colours = useColours();
  const { pixels, labels } = images;
  const all = labels.length;
  const places = useMemo(() => wallPlaces(labels, width, order), [labels, width, order]);
  const own = answers[twin];
  const right = own ? labels.reduce((sum, label, i) => sum + (own[i] === label ? 1 : 0), 0) : undefined;
  useLayoutEffect(() => {
    if (!canvas.current || width === 0) return;
    drawing.current ??= new WallDrawing(canvas.current);
    drawing.current.draw({ pixels, labels, answers: own, places, width, colours });
  }, [pixels, labels, own, places, width, colours]);
  const name = `Twin ${twinLetters[twin]}`;
  const known = right === undefined ? "" : `: ${all - right} of ${all} misread`;
  return (
    <div class="wall" ref={host}>
      <h3>
        <span class={twin}>
          <TwinMark twin={twin} /> {name} {verb}
        </span>
        <span class="known">
          <b>{right ?? "–"}</b> of {count(all)}
        </span>
      </h3>
      <canvas
        ref={canvas}
        class={own && own.length > 0 ? "" : "unjudged"}
        role="img"
        aria-label={`${all} test images; a solid tile is one that ${name} misreads${known}`}
      />
    </div>
  );
}

interface JudgedDifferentlyProps {
  readonly images: TestImages;
  readonly answers: TwinAnswers;
  /** So many are shown. */
  readonly most?: number;
  /** Shows an image to both twins. */
  readonly onChoose?: (image: number) => void;
}

/** The images that the twins take for different digits. */
export function JudgedDifferently({ images: { pixels, labels }, answers: { a, b }, most = 10, onChoose }: JudgedDifferentlyProps) {
  const all = Math.min(labels.length, Math.floor(pixels.length / PIXELS), a?.length ?? 0, b?.length ?? 0);
  const found = useMemo(() => Array.from({ length: all }, (_, i) => i).filter((i) => a?.[i] !== b?.[i]), [a, b, all]);
  if (!a || !b) return <p class="empty">Nothing is judged yet.</p>;
  if (a.every((answer) => answer === NO_ANSWER) && found.length === 0)
    return <p class="empty">Neither says anything of the {count(all)}: their numbers are gone.</p>;
  if (found.length === 0) return <p class="empty">None of the {count(all)}: they agree.</p>;
  const words = (twin: TwinName, answer: number | undefined, label: number | undefined) => (
    <span class={twin}>
      {twinLetters[twin]} {answer === NO_ANSWER ? "says nothing" : answer}
      {answer === label && (
        <>
          <span aria-hidden="true">✓</span>
          <span class="hidden"> is right</span>
        </>
      )}
    </span>
  );
  return (
    <ul class="differ">
      {found.slice(0, most).map((i) => {
        const picture = <Tile pixels={pixels} image={i} label={labels[i] ?? 0} />;
        return (
          <li key={i}>
            {onChoose ? (
              <button type="button" title="Show it to both twins" onClick={() => onChoose(i)}>
                {picture}
              </button>
            ) : (
              picture
            )}
            {words("a", a[i], labels[i])} · {words("b", b[i], labels[i])}
          </li>
        );
      })}
      {found.length > most && <li class="rest">and {count(found.length - most)} more</li>}
    </ul>
  );
}

function Tile({ pixels, image, label }: { readonly pixels: Uint8Array; readonly image: number; readonly label: number }) {
  const own = useMemo(() => pixels.subarray(PIXELS * image, PIXELS * (image + 1)), [pixels, image]);
  return <Digit pixels={own} label={`Test image ${image}, a ${label}`} />;
}
