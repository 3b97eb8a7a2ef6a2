import { useLayoutEffect, useRef } from "preact/hooks";
import { useColours } from "./colours.ts";
import { PIXELS, SIDE } from "./digitSize.ts";
import { paintPixels } from "./mapsDrawing.ts";

const BYTE = 255;

interface DigitProps {
  /** 784 bytes; fewer while the image has not arrived. */
  readonly pixels: Uint8Array;
  /** `Test image 3, a 0`; without it the picture only adorns. */
  readonly label?: string;
}

/** An image of a digit in ink on paper. */
export function Digit({ pixels, label }: DigitProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { paper, ink } = useColours();
  useLayoutEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context) return;
    const picture = context.createImageData(SIDE, SIDE);
    paintPixels(picture, pixels.subarray(0, PIXELS), BYTE, paper, ink, ink);
    context.putImageData(picture, 0, 0);
  }, [pixels, paper, ink]);
  return (
    <canvas
      ref={canvas}
      class="digit"
      width={SIDE}
      height={SIDE}
      {...(label ? { role: "img" as const, "aria-label": label } : { "aria-hidden": "true" as const })}
    />
  );
}

interface DigitStripProps {
  /** Images to choose from. */
  readonly digits: readonly { readonly key: number; readonly label: number; readonly pixels: Uint8Array }[];
  readonly chosen: number | null;
  readonly onChoose: (key: number) => void;
}

/** The image that both twins are shown. */
export const DigitStrip = ({ digits, chosen, onChoose }: DigitStripProps) => (
  <fieldset class="digit-strip">
    <legend class="hidden">Image shown to both twins</legend>
    {digits.map(({ key, label, pixels }) => (
      <button key={key} type="button" aria-label={`An image of a ${label}`} aria-pressed={chosen === key} onClick={() => onChoose(key)}>
        <Digit pixels={pixels} />
      </button>
    ))}
  </fieldset>
);
