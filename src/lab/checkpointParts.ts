import { type CheckpointHead, inParts, joined, type StoredCheckpoint, type StoreReader } from "#experiment";
import type { TrialCheckpoint } from "#train";

type Floats = Float32Array | Float64Array;

/** A checkpoint as a store takes it: float32 as they are, float64 as pairs of float32 words that are never converted. */
export function checkpointParts({ iteration, state, bestState }: TrialCheckpoint): { head: CheckpointHead; parts: Iterable<Float32Array> } {
  const arrays: readonly Floats[] = bestState ? [state, bestState] : [state];
  const isFloat32 = arrays.every(holdsFloat32);
  const words = arrays.map((array) => (isFloat32 ? Float32Array.from(array) : wordsOf(array)));
  const head: CheckpointHead = { iteration, wordsPerNumber: isFloat32 ? 1 : 2, stateWords: words[0]?.length ?? 0 };
  return { head, parts: words.flatMap((array) => [...inParts(array)]) };
}

/** Devices but the reference compute in float32, and give float64 that hold it. */
const holdsFloat32 = (values: Floats): boolean => values.every((value) => Object.is(Math.fround(value), value) || Number.isNaN(value));
const wordsOf = ({ buffer, byteOffset, byteLength }: Floats): Float32Array => new Float32Array(buffer, byteOffset, byteLength / 4);

/** The checkpoint of a run with the evaluations before it; undefined where there is none. */
export async function loadCheckpoint(store: StoreReader, id: string): Promise<TrialCheckpoint | undefined> {
  const found = await store.checkpoint(id);
  if (!found) return undefined;
  const evaluations = (await store.evaluations(id)).filter(({ iteration }) => iteration <= found.iteration);
  const words = await joined(found.parts);
  const { iteration, stateWords } = found;
  const [state, best] = [words.subarray(0, stateWords), words.subarray(stateWords)].map((part) => numbersOf(part, found)) as [
    Float64Array,
    Float64Array,
  ];
  return { iteration, evaluations, state, bestState: best.length ? best : null };
}

function numbersOf(words: Float32Array, { wordsPerNumber }: StoredCheckpoint): Float64Array {
  if (wordsPerNumber === 1) return Float64Array.from(words);
  return new Float64Array(words.slice().buffer);
}
