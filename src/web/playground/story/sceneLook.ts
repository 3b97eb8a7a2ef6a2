import { useRef } from "preact/hooks";
import { type Look, lookFrom, lostClasses } from "../parts/look.ts";
import type { View } from "../settings/address.ts";
import { type Both, bothOf } from "../state/both.ts";
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
  const scores = bothOf((twin) => all[twin].at(-1) ?? null);
  const nets = bothOf((twin) => lookFrom({ face: faces[twin], look: look?.[twin], score: scores[twin], removed, labels }));
  last.current = { step: of(state.step), faces, look, scores, view, nets, lost: lostClasses(faces.a, scores.a) };
  return last.current;
}
