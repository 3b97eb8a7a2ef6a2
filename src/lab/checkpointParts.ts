import { sharedFloats } from "#data";
import type { Numbers } from "#engine";
import { type CheckpointHead, type Claim, filled, inParts, type Store, type StoredCheckpoint, type StoreReader } from "#experiment";
import type { TrialCheckpoint, TrialConfig } from "#train";

/** A checkpoint as a store takes it, without a copy: float32 as they are, float64 as pairs of float32 words that are never converted. */
export function checkpointParts({ iteration, state, bestState }: TrialCheckpoint): { head: CheckpointHead; parts: Iterable<Float32Array> } {
  const best = bestState ?? new Float32Array(0);
  // the best net of a run that went on from an older store may be of the other kind still
  const isFloat32 = state instanceof Float32Array && best instanceof Float32Array;
  const [words, bestWords] = [state, best].map((numbers) => wordsOf(isFloat32 ? numbers : float64(numbers))) as [
    Float32Array,
    Float32Array,
  ];
  const head: CheckpointHead = { iteration, wordsPerNumber: isFloat32 ? 1 : 2, stateWords: words.length };
  return { head, parts: [...inParts(words), ...inParts(bestWords)] };
}

const float64 = (numbers: Numbers): Float64Array => (numbers instanceof Float64Array ? numbers : Float64Array.from(numbers));
const wordsOf = ({ buffer, byteOffset, byteLength }: Numbers): Float32Array => new Float32Array(buffer, byteOffset, byteLength / 4);

/** The checkpoint of a run with the evaluations before it; undefined where there is none. */
export async function loadCheckpoint(store: StoreReader, id: string): Promise<TrialCheckpoint | undefined> {
  const found = await store.checkpoint(id);
  if (!found) return undefined;
  const evaluations = (await store.evaluations(id)).filter(({ iteration }) => iteration <= found.iteration);
  // in memory that threads share: of a large net there is no second copy
  const state = sharedFloats(found.stateWords);
  const best = numbersOf(await filled(found.parts, state), found);
  return { iteration: found.iteration, evaluations, state: numbersOf(state, found), bestState: best.length ? best : null };
}

/** Where an owner goes on from: undefined also where evaluations before the checkpoint are missing, so that none could go on from it. */
export async function resumeFrom(store: Store, claim: Claim, { evaluateEvery }: TrialConfig): Promise<TrialCheckpoint | undefined> {
  const found = await loadCheckpoint(store, claim.id);
  // at its own iteration it may have been made before the evaluation
  if (!found || found.evaluations.length >= Math.ceil(found.iteration / evaluateEvery) - 1) return found;
  await store.log(claim, `evaluations before its checkpoint at iteration ${found.iteration} are missing; it begins anew`);
  return undefined;
}

/** Of words in memory of their own, or, where there are few, in a part of others'. */
function numbersOf(words: Float32Array, { wordsPerNumber }: StoredCheckpoint): Numbers {
  if (wordsPerNumber === 1) return words;
  return new Float64Array(words.byteOffset === 0 && words.byteLength === words.buffer.byteLength ? words.buffer : words.slice().buffer);
}
