import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { type TwinName, twinNames } from "../settings/settings.ts";
import type { Pass } from "../twin/seen.ts";
import { Answer, Votes } from "./answer.tsx";
import { useWidth } from "./canvas.ts";
import { useColours } from "./colours.ts";
import { Digit } from "./digit.tsx";
import { PIXELS } from "./digitSize.ts";
import { drawPad, Scanner, type Stroke } from "./pen.ts";
import type { Point } from "./svg.tsx";

interface PadProps {
  /** What each twin says of the drawing; null where nothing is drawn, or nothing said yet. */
  readonly passes: { readonly [name in TwinName]: Pass | null };
  /** Probabilities of thinned nets, each for itself, [net][class]; null for a twin that drops nothing. */
  readonly votes: { readonly [name in TwinName]: Float32Array | null };
  /** While one draws: 784 bytes as MNIST's, or null when it is cleared. */
  readonly onDraw: (pixels: Uint8Array | null) => void;
  /** Shows the drawing in the nets. */
  readonly onShow?: (pixels: Uint8Array) => void;
}

const blank = new Uint8Array(PIXELS);

/** A pad for pointer, touch and keys, the drawing as the nets see it, and what both say. */
export function Pad({ passes, votes, onDraw, onShow }: PadProps) {
  const [pixels, setPixels] = useState<Uint8Array | null>(null);
  const [clearings, setClearings] = useState(0);
  const take = (next: Uint8Array | null) => {
    setPixels(next);
    onDraw(next);
  };
  const voters = twinNames.filter((twin) => votes[twin] !== null);
  return (
    <div class="pad-row">
      <div class="pad-cell">
        <Board clearings={clearings} onPixels={take} />
        <div class="more">
          <button type="button" disabled={!pixels} onClick={() => setClearings(clearings + 1)}>
            Clear
          </button>
          {onShow && (
            <button type="button" disabled={!pixels} onClick={() => pixels && onShow(pixels)}>
              Show it to the nets above
            </button>
          )}
        </div>
      </div>
      <div class="seen-cell">
        <Digit pixels={pixels ?? blank} label="Your digit as the nets see it" />
        <p class="hint">As the nets see it: scaled to 20 pixels, centred by its mass in 28, as MNIST was made.</p>
      </div>
      {twinNames.map((twin) => (
        <Answer key={twin} twin={twin} pass={pixels && passes[twin]} />
      ))}
      <div class="votes-cell">
        {voters.map((twin) => (
          <Votes key={twin} twin={twin} votes={pixels && votes[twin]} isAlone={voters.length === 1} />
        ))}
        {voters.length === 0 && <p class="hint">Neither twin drops units now: each always gives one answer.</p>}
      </div>
    </div>
  );
}

interface BoardProps {
  /** Another number clears it. */
  readonly clearings: number;
  readonly onPixels: (pixels: Uint8Array | null) => void;
}

const moves: { readonly [key in string]?: Point } = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
/** How far a key moves the pen, as a share of the side. */
const STEP = 1 / 28;

function Board({ clearings, onPixels }: BoardProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const host = useRef<HTMLDivElement>(null);
  const strokes = useRef<Stroke[]>([]);
  const scanner = useRef<Scanner | null>(null);
  const isDrawing = useRef(false);
  const frame = useRef(0);
  /** Where keys have moved the pen; null before they have. */
  const pen = useRef<{ at: Point; isDown: boolean } | null>(null);
  const [said, setSaid] = useState("");
  const side = useWidth(host);
  const colours = useColours();
  const draw = () => canvas.current && side > 0 && drawPad(canvas.current, strokes.current, pen.current, side, colours);
  useLayoutEffect(() => {
    draw();
  }, [side, colours]);
  const changed = () => {
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(() => {
      draw();
      scanner.current ??= new Scanner();
      onPixels(scanner.current.pixelsOf(strokes.current));
    });
  };
  useEffect(() => () => cancelAnimationFrame(frame.current), []);
  useEffect(() => {
    if (clearings === 0) return;
    strokes.current = [];
    if (pen.current) pen.current.isDown = false;
    setSaid("The pad is clear.");
    changed();
  }, [clearings]);
  const pointOf = (event: PointerEvent): Point => [event.offsetX / side, event.offsetY / side];
  const key = (event: KeyboardEvent) => {
    const move = moves[event.key];
    if (!move && event.key !== " ") return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    pen.current ??= { at: [0.5, 0.25], isDown: false };
    const { at } = pen.current;
    if (move) {
      const within = (value: number) => Math.max(0.05, Math.min(0.95, value));
      pen.current.at = [within(at[0] + STEP * move[0]), within(at[1] + STEP * move[1])];
      if (pen.current.isDown) strokes.current.at(-1)?.push(pen.current.at);
    } else {
      pen.current.isDown = !pen.current.isDown;
      if (pen.current.isDown) strokes.current.push([at]);
      setSaid(pen.current.isDown ? "The pen is down: arrows draw." : "The pen is up.");
    }
    if (pen.current.isDown) changed();
    else draw();
  };
  return (
    <div
      class="board"
      ref={host}
      role="application"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: keys draw on it
      tabIndex={0}
      aria-label="Drawing pad. Arrow keys move the pen, Space puts it down and lifts it."
      onKeyDown={key}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        isDrawing.current = true;
        pen.current = null;
        event.currentTarget.setPointerCapture(event.pointerId);
        strokes.current.push([pointOf(event)]);
        changed();
      }}
      onPointerMove={(event) => {
        if (!isDrawing.current) return;
        for (const each of event.getCoalescedEvents?.() ?? [event]) strokes.current.at(-1)?.push(pointOf(each));
        changed();
      }}
      onPointerUp={() => {
        isDrawing.current = false;
      }}
      onPointerCancel={() => {
        isDrawing.current = false;
      }}
    >
      <canvas ref={canvas} />
      <p class="hidden" aria-live="polite">
        {said}
      </p>
    </div>
  );
}
