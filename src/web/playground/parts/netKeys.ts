import type { NetFace } from "../twin/seen.ts";
import { type Step, walked } from "./netLayout.ts";
import type { UnitPlace } from "./netWords.ts";

/** What keys and clicks on a net do. */
export interface NetKeys {
  readonly onSelect: (place: UnitPlace | null) => void;
  /** Goes down a level. */
  readonly onOpen: (place: UnitPlace) => void;
  /** Takes a unit away, or gives it back. */
  readonly onRemove: (place: UnitPlace) => void;
}

const steps: { readonly [key in string]?: Step } = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" };

/** Arrows walk, Enter goes down, Delete takes away, Escape lets go; gives whether the key was one of these. */
export function netKey(key: string, face: NetFace, at: UnitPlace | null, isUpright: boolean, keys: NetKeys): boolean {
  const step = steps[key];
  if (step) keys.onSelect(at ? walked(face, at, step, isUpright) : { stage: 0, unit: 0 });
  else if (!at) return false;
  else if (key === "Enter") keys.onOpen(at);
  else if (key === "Delete" || key === "Backspace") keys.onRemove(at);
  else if (key === "Escape") keys.onSelect(null);
  else return false;
  return true;
}
