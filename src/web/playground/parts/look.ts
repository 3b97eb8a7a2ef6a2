import type { NetFace, Removed, Sight, StageEdges } from "../twin/seen.ts";

/** All that a net's picture shows. It is drawn anew where one of these is another object: keep what does not change. */
export interface Look {
  readonly face: NetFace;
  /** Null before anything is known of the image: the net is drawn empty. */
  readonly sight: Sight | null;
  readonly edges?: readonly StageEdges[];
  readonly removed: Removed;
  /** Shows the thinned net of the last step, with the whole net's answer as ticks; else the whole net. */
  readonly showsMasks: boolean;
  /** The image's true class, where it has one. */
  readonly label?: number;
  /** Classes whose logit is never positive: with ReLU behind the logits they are lost. */
  readonly lost?: readonly number[];
}
