import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { TwinName } from "../settings/settings.ts";
import { BEAT, type Beat, drawBeat } from "./beatDrawing.ts";
import { fitted, isMotionReduced } from "./canvas.ts";
import { css, useColours } from "./colours.ts";
import type { Look } from "./look.ts";
import { type NetLayout, unitAt } from "./netLayout.ts";
import { NetPainter } from "./netPainter.ts";
import type { UnitPlace } from "./netWords.ts";
import { twinLetters } from "./twinMark.tsx";

interface TwinNetProps {
  readonly twin: TwinName;
  readonly layout: NetLayout;
  readonly look: Look;
  readonly subject: string;
  readonly isRunning: boolean;
  /** Is outlined. */
  readonly shown: UnitPlace | null;
  /** What slow motion shows now. */
  readonly beat?: Beat | null;
  /** Without these it is a picture. */
  readonly onPoint?: (place: UnitPlace | null) => void;
  readonly onChoose?: (place: UnitPlace | null) => void;
  readonly onKey?: (key: string) => boolean;
}

/** One twin's net: a canvas for what it does, and one above for what is chosen, so that pointing draws nothing anew. */
export function TwinNet({ twin, layout, look, subject, isRunning, shown, beat = null, onPoint, onChoose, onKey }: TwinNetProps) {
  const below = useRef<HTMLCanvasElement>(null);
  const above = useRef<HTMLCanvasElement>(null);
  const painter = useRef<NetPainter | null>(null);
  const colours = useColours();
  useEffect(() => () => painter.current?.stop(), []);
  useLayoutEffect(() => {
    if (!below.current) return;
    painter.current ??= new NetPainter(below.current, twin);
    painter.current.show({ layout, look, colours, subject }, isRunning);
  });
  useLayoutEffect(() => {
    const canvas = above.current;
    if (!canvas) return undefined;
    const draw = (share: number) => {
      const context = fitted(canvas, layout.width, layout.height);
      if (!context) return;
      if (beat && share < 1) drawBeat(context, layout, look.face.stages, beat, share, beat === "error" ? colours.ink : colours[twin]);
      if (shown) outline(context, layout, shown, css(colours.ink));
    };
    if (!beat || isMotionReduced()) {
      draw(1);
      return undefined;
    }
    const start = performance.now();
    let frame = 0;
    const turn = (now: number) => {
      const share = Math.max(0, Math.min(1, (now - start) / BEAT));
      draw(share);
      if (share < 1) frame = requestAnimationFrame(turn);
    };
    frame = requestAnimationFrame(turn);
    return () => cancelAnimationFrame(frame);
  }, [layout, shown?.stage, shown?.unit, colours, beat]);
  const placeOf = (event: MouseEvent) => unitAt(layout, event.offsetX, event.offsetY);
  const label = `Twin ${twinLetters[twin]}'s net, drawn to scale`;
  if (!onKey)
    return (
      <div class="net" role="img" aria-label={label}>
        <canvas ref={below} />
        <canvas ref={above} class="above" />
      </div>
    );
  return (
    <div
      class="net"
      role="application"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: keys walk over its units
      tabIndex={0}
      aria-label={`${label}. Arrow keys walk over layers and units, Enter looks closer, Delete takes a unit away.`}
      onPointerMove={(event) => event.pointerType !== "touch" && onPoint?.(placeOf(event))}
      onPointerLeave={() => onPoint?.(null)}
      onClick={(event) => onChoose?.(placeOf(event))}
      onKeyDown={(event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        if (!onKey(event.key)) return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      <canvas ref={below} />
      <canvas ref={above} class="above" />
    </div>
  );
}

function outline(context: CanvasRenderingContext2D, { blocks }: NetLayout, { stage, unit }: UnitPlace, ink: string): void {
  const block = blocks[stage];
  if (!block || unit >= block.count) return;
  const { columns, across, down, gap } = block;
  const x = block.x + (unit % columns) * (across + gap);
  const y = block.y + Math.floor(unit / columns) * (down + gap);
  context.strokeStyle = ink;
  context.lineWidth = 2;
  context.beginPath();
  if (block.as === "dots") context.arc(x + across / 2, y + down / 2, across * 0.37 + 4, 0, 2 * Math.PI);
  else context.rect(x - 3, y - 1.5, across + 6, down + 3);
  context.stroke();
}
