import type { ComponentChildren } from "preact";
import { count, plain } from "../../dashboard/parts/format.ts";
import type { TwinName } from "../settings/settings.ts";
import type { Score } from "../twin/seen.ts";
import { TwinMark, twinLetters } from "./twinMark.tsx";

interface TwinHeadProps {
  readonly twin: TwinName;
  /** What is its own: `without dropout`. */
  readonly own: string;
  readonly score: Score | null;
  /** Units are taken away, of which the score knows nothing. */
  readonly isTaken?: boolean;
  /** Its knob. */
  readonly children?: ComponentChildren;
}

/** A twin's name, what is its own, and how many test images it gets right. */
export const TwinHead = ({ twin, own, score, isTaken = false, children }: TwinHeadProps) => (
  <div class="twin-head">
    <b class={twin}>
      <TwinMark twin={twin} /> Twin {twinLetters[twin]}
    </b>
    <span class="own">{own}</span>
    {children}
    <span class="score">
      <span>
        {score
          ? `right on ${count(score.images)} test images at step ${count(score.step)}${isTaken ? ", all units there" : ""}`
          : "not yet tested"}
      </span>{" "}
      <b class={twin}>{score ? `${plain(100 * score.accuracy)}%` : "–"}</b>
    </span>
  </div>
);
