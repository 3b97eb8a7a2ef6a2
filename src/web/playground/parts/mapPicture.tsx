import { useLayoutEffect, useRef } from "preact/hooks";
import { useColours } from "./colours.ts";
import { paintPixels } from "./mapsDrawing.ts";

interface MapPictureProps {
  /** [map][row][column] */
  readonly values: Float32Array;
  readonly rows: number;
  readonly columns: number;
  /** Whose colour. */
  readonly of: "a" | "b" | "ink";
  readonly label: string;
  /** Pixels of the page that it is wide, about. */
  readonly room: number;
}

/** What maps give, as a picture; several in a square, with seams. */
export function MapPicture({ values, rows, columns, of, label, room }: MapPictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const colours = useColours();
  const maps = Math.max(1, Math.floor(values.length / (rows * columns)));
  const beside = Math.ceil(Math.sqrt(maps));
  const width = beside * (columns + 1) - 1;
  const height = Math.ceil(maps / beside) * (rows + 1) - 1;
  const scale = Math.max(1, Math.min(20, Math.floor(room / Math.max(width, height))));
  useLayoutEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context) return;
    context.clearRect(0, 0, width, height);
    const most = values.reduce((found, value) => Math.max(found, Math.abs(value)), 1e-6);
    const image = new ImageData(columns, rows);
    for (let map = 0; map < maps; map++) {
      const own = values.subarray(map * rows * columns, (map + 1) * rows * columns);
      paintPixels(image, own, most, colours.paper, colours[of], of === "ink" ? colours.ink : colours.muted);
      context.putImageData(image, (map % beside) * (columns + 1), Math.floor(map / beside) * (rows + 1));
    }
  }, [values, rows, columns, of, colours]);
  return (
    <canvas
      ref={canvas}
      class="pixels framed"
      width={width}
      height={height}
      style={{ width: `${Math.min(room, width * scale)}px` }}
      role="img"
      aria-label={label}
    />
  );
}
