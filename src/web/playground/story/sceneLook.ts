import { useRef } from "preact/hooks";
import type { Look } from "../parts/look.ts";
import type { View } from "../settings/address.ts";
import type { TwinName } from "../settings/settings.ts";
import type { Both } from "../state/both.ts";
import type { Look as PairLook } from "../state/labState.ts";
import type { NetFace, Score } from "../twin/seen.ts";
import type { Company } from "./company.ts";
import type { SceneName } from "./sceneText.ts";

/** What a scene shows of its pair. */
export interface SceneLook {
  readonly step: number;
  readonly faces: Both<NetFace>;
  readonly look: Both<PairLook> | undefined;
  readonly scores: Both<Score | null>;
  readonly view: View;
  /** As nets are drawn. */
  readonly nets: Both<Look>;
  /** Classes whose score is 0 for every test image; of A. */
  readonly lost: readonly number[];
}

/** What a scene shows: of now while it is lit, else what it showed last; undefined before its pair is made. */
export function useSceneLook(company: Company, scene: SceneName): SceneLook | undefined {
  const last = useRef<SceneLook | undefined>(undefined);
  const { lab, isOpen } = company.pairOf(scene);
  const isLit = company.lit.value === scene;
  if (!isOpen.value) return undefined;
  const of = <T>(signal: { readonly value: T; peek(): T }): T => (isLit ? signal.value : signal.peek());
  if (!isLit && last.current) return last.current;
  const { state } = lab;
  const faces = of(state.faces);
  if (!faces) return last.current;
  const [look, all, removed, labels, view] = [
    of(state.look),
    of(state.scores),
    of(state.removed),
    of(state.labels),
    company.views[scene].value,
  ];
  const scores = { a: all.a.at(-1) ?? null, b: all.b.at(-1) ?? null };
  const isTaken = removed.some((units) => units.length > 0);
  const lostOf = (twin: TwinName) =>
    faces[twin].reluLogits ? (scores[twin]?.highestLogits ?? []).flatMap((logit, label) => (logit > 0 ? [] : [label])) : [];
  const netOf = (twin: TwinName): Look => {
    const sight = look?.[twin].sight ?? null;
    const fits = sight?.whole.values.length === faces[twin].stages.length;
    const lost = lostOf(twin);
    return {
      face: faces[twin],
      sight: fits ? sight : null,
      ...(fits && sight && { edges: sight.edges }),
      removed,
      showsMasks: !isTaken,
      ...(labels.length > 0 && { label: labels[view.image] as number }),
      ...(lost.length && { lost }),
    };
  };
  last.current = { step: of(state.step), faces, look, scores, view, nets: { a: netOf("a"), b: netOf("b") }, lost: lostOf("a") };
  return last.current;
}
