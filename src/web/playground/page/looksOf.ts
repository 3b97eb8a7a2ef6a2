import { computed, type ReadonlySignal } from "@preact/signals";
import { type Look, lookFrom } from "../parts/look.ts";
import { type Both, bothOf } from "../state/both.ts";
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
  return (
    both &&
    bothOf((twin) =>
      lookFrom({
        face: both[twin],
        look: look.value?.[twin],
        score: scores.value[twin].at(-1),
        removed: removed.value,
        labels: labels.value,
      }),
    )
  );
}
