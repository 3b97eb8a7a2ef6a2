import type { TwinName } from "../settings/settings.ts";
import { fitted, isMotionReduced } from "./canvas.ts";
import type { Colours } from "./colours.ts";
import type { Look } from "./look.ts";
import { NetDrawing } from "./netDrawing.ts";
import type { NetLayout } from "./netLayout.ts";

/** Milliseconds: no more than two new masks a second, each faded in. */
const BETWEEN_MASKS = 500;
const FADE = 160;

interface Scene {
  readonly layout: NetLayout;
  readonly look: Look;
  readonly colours: Colours;
  /** Which image is shown; another one is drawn at once. */
  readonly subject: string;
}

/** Shows a net on a canvas: an answer to the hand at once, a new mask with a short cross-fade and not too often. */
export class NetPainter {
  readonly #canvas: HTMLCanvasElement;
  readonly #drawing: NetDrawing;
  readonly #before = document.createElement("canvas");
  readonly #after = document.createElement("canvas");
  #shown: Scene | undefined;
  #next: Scene | undefined;
  #maskAt = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #frame = 0;

  constructor(canvas: HTMLCanvasElement, twin: TwinName) {
    this.#canvas = canvas;
    this.#drawing = new NetDrawing(twin);
  }

  /** `isRunning`: masks come by themselves, and stay where the reader wants less motion. */
  show(scene: Scene, isRunning: boolean): void {
    const shown = this.#shown;
    if (shown && isSame(shown, scene)) {
      this.#cancelNext();
      return;
    }
    if (!shown || !isNextMask(shown, scene)) {
      this.#cancelNext();
      cancelAnimationFrame(this.#frame);
      this.#draw(this.#canvas, scene);
      return;
    }
    if (isRunning && isMotionReduced()) return;
    this.#next = scene;
    this.#timer ??= setTimeout(() => this.#turn(), Math.max(0, this.#maskAt + BETWEEN_MASKS - performance.now()));
  }

  stop(): void {
    this.#cancelNext();
    cancelAnimationFrame(this.#frame);
  }

  #cancelNext(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#next = undefined;
  }

  #turn(): void {
    const scene = this.#next;
    this.#cancelNext();
    if (!scene) return;
    this.#maskAt = performance.now();
    cancelAnimationFrame(this.#frame);
    const { layout } = scene;
    const context = this.#canvas.getContext("2d");
    if (isMotionReduced() || !context) {
      this.#draw(this.#canvas, scene);
      return;
    }
    fitted(this.#before, layout.width, layout.height)?.drawImage(this.#canvas, 0, 0, layout.width, layout.height);
    this.#draw(this.#after, scene);
    const start = performance.now();
    const fade = (now: number) => {
      const share = Math.max(0, Math.min(1, (now - start) / FADE));
      context.globalAlpha = 1;
      if (share < 1) context.drawImage(this.#before, 0, 0, layout.width, layout.height);
      context.globalAlpha = share;
      context.drawImage(this.#after, 0, 0, layout.width, layout.height);
      context.globalAlpha = 1;
      if (share < 1) this.#frame = requestAnimationFrame(fade);
    };
    this.#frame = requestAnimationFrame(fade);
  }

  #draw(canvas: HTMLCanvasElement, scene: Scene): void {
    const { layout, look, colours } = scene;
    const context = fitted(canvas, layout.width, layout.height);
    if (context) this.#drawing.draw(context, layout, look, colours);
    this.#shown = scene;
  }
}

const isSame = (one: Scene, other: Scene): boolean =>
  isSameButForTime(one, other) && one.look.sight === other.look.sight && one.look.edges === other.look.edges;

/** The same image in the same net, a step on. */
const isNextMask = (shown: Scene, next: Scene): boolean =>
  isSameButForTime(shown, next) && shown.look.sight !== null && next.look.sight !== null && shown.look.sight.step !== next.look.sight.step;

const isSameButForTime = (one: Scene, other: Scene): boolean =>
  one.layout === other.layout &&
  one.colours === other.colours &&
  one.subject === other.subject &&
  one.look.face === other.look.face &&
  one.look.showsMasks === other.look.showsMasks &&
  one.look.removed === other.look.removed &&
  one.look.label === other.look.label &&
  JSON.stringify(one.look.lost) === JSON.stringify(other.look.lost);
