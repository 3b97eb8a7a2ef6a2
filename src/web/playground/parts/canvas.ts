import type { RefObject } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";

const MOST_PIXELS = 2;

/** A context whose unit is a pixel of the page, cleared; the canvas gets memory only where its size changes. */
export function fitted(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D | null {
  const density = Math.min(MOST_PIXELS, globalThis.devicePixelRatio || 1);
  const [across, down] = [Math.max(1, Math.round(width * density)), Math.max(1, Math.round(height * density))];
  if (canvas.width !== across || canvas.height !== down) {
    canvas.width = across;
    canvas.height = down;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext("2d");
  if (!context) return null;
  context.setTransform(density, 0, 0, density, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

/** How wide an element is, whole pixels; 0 before it is laid out. */
export function useWidth(of: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = of.current;
    if (!element) return undefined;
    const measure = () => setWidth(Math.floor(element.clientWidth));
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  return width;
}

/** What texts on a canvas are set in. */
export const fontFamily = (): string => getComputedStyle(document.body).fontFamily;

export const isMotionReduced = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches;
