import type { NetFace, Removed, Score, Sight, StageEdges } from "../twin/seen.ts";

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
  /** Classes of which no test image had a logit above 0 at that step, as far as this image has none now: with ReLU behind them they are lost. */
  readonly lost?: { readonly classes: readonly number[]; readonly step: number };
}

interface Seen {
  readonly face: NetFace;
  /** What the net was last seen with, and of which test image; that of a drawing has none. */
  readonly look: { readonly sight: Sight | null; readonly image?: number | undefined; readonly isAway?: boolean } | undefined;
  readonly score: Score | null | undefined;
  readonly removed: Removed;
  /** Of the test images; empty before they are here. */
  readonly labels: ArrayLike<number>;
}

/** A net's picture from what is known of it. */
export function lookFrom({ face, look, score, removed, labels }: Seen): Look {
  const sight = look?.isAway ? null : look?.sight;
  const fits = sight && sight.whole.values.length === face.stages.length;
  // the label goes with the image that was seen, not with one that is on its way
  const label = look?.image === undefined || look.isAway ? undefined : labels[look.image];
  const lost = lostClasses(face, score).filter((label) => !((sight?.whole.logits[label] ?? 0) > 0));
  return {
    face,
    sight: fits ? sight : null,
    ...(fits && { edges: sight.edges }),
    removed,
    showsMasks: !removed.some((units) => units.length > 0),
    ...(label !== undefined && { label }),
    ...(lost.length && score && { lost: { classes: lost, step: score.step } }),
  };
}

/** The classes that a net with a ReLU behind its logits says of no test image, at the step of the score. */
export const lostClasses = ({ reluLogits }: NetFace, score: Score | null | undefined): number[] =>
  reluLogits ? (score?.highestLogits ?? []).flatMap((logit, label) => (logit > 0 ? [] : [label])) : [];
