import type { Look } from "../parts/look.ts";
import { type TwinName, twinNames } from "../settings/settings.ts";
import type { Lab } from "../state/lab.ts";
import type { NetFace } from "../twin/seen.ts";

type Both<T> = { readonly [twin in TwinName]: T };

/** What both nets' pictures show now. */
export function looksOf({ state }: Lab, faces: Both<NetFace>): Both<Look> {
  const { look, removed, scores, view, labels } = state;
  const isTaken = removed.value.some((units) => units.length > 0);
  const { drawn, image } = view.value;
  const of = (twin: TwinName): Look => {
    const face = faces[twin];
    const sight = look.value?.[twin].sight ?? null;
    const fits = sight !== null && sight.whole.values.length === face.stages.length;
    const highest = scores.value[twin].at(-1)?.highestLogits ?? [];
    const lost = face.reluLogits ? highest.flatMap((logit, label) => (logit > 0 ? [] : [label])) : [];
    return {
      face,
      sight: fits ? sight : null,
      ...(fits && { edges: sight.edges }),
      removed: removed.value,
      showsMasks: !isTaken,
      ...(!drawn && labels.value.length > 0 && { label: labels.value[image] as number }),
      ...(lost.length && { lost }),
    };
  };
  return bothOf(of);
}

export const bothOf = <T>(each: (twin: TwinName) => T): Both<T> =>
  Object.fromEntries(twinNames.map((twin) => [twin, each(twin)])) as Both<T>;
