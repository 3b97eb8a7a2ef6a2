import { computed, type ReadonlySignal } from "@preact/signals";
import type { Look } from "../parts/look.ts";
import { type TwinName, twinNames } from "../settings/settings.ts";
import type { Both } from "../state/both.ts";
import type { Lab } from "../state/lab.ts";

const known = new WeakMap<Lab, ReadonlySignal<Both<Look> | undefined>>();

/** What both nets' pictures show now; the same object until something of it changes, since pictures are drawn anew for another. */
export function looksOf(lab: Lab): Both<Look> | undefined {
  let looks = known.get(lab);
  if (!looks) {
    looks = computed(() => newLooks(lab));
    known.set(lab, looks);
  }
  return looks.value;
}

function newLooks({ state }: Lab): Both<Look> | undefined {
  const { faces, look, removed, scores, labels } = state;
  const both = faces.value;
  if (!both) return undefined;
  const isTaken = removed.value.some((units) => units.length > 0);
  return bothOf((twin): Look => {
    const face = both[twin];
    const sight = look.value?.[twin].sight ?? null;
    const fits = sight !== null && sight.whole.values.length === face.stages.length;
    const highest = scores.value[twin].at(-1)?.highestLogits ?? [];
    const lost = face.reluLogits ? highest.flatMap((logit, label) => (logit > 0 ? [] : [label])) : [];
    // the label goes with the image that was seen, not with one that is on its way
    const image = look.value?.[twin].image;
    return {
      face,
      sight: fits ? sight : null,
      ...(fits && { edges: sight.edges }),
      removed: removed.value,
      showsMasks: !isTaken,
      ...(image !== undefined && labels.value.length > 0 && { label: labels.value[image] as number }),
      ...(lost.length && { lost }),
    };
  });
}

export const bothOf = <T>(each: (twin: TwinName) => T): Both<T> =>
  Object.fromEntries(twinNames.map((twin) => [twin, each(twin)])) as Both<T>;
