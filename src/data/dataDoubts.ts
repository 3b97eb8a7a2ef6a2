import { type ByteExamples, typedArrayName } from "#engine";
import type { ImageDataset } from "./imageDataset.ts";
import { shareOfNearCopies } from "./nearCopies.ts";
import { quoted } from "./quotedText.ts";

/** Fewer test examples than these say nothing; below the second number one of them is more than half a point of accuracy. */
const [LEAST_TEST, HALF_A_POINT] = [20, 200];

/** The class that is most frequent among the test examples, and the share of them that it has. */
export interface MajorityClass {
  readonly label: number;
  /** What always giving this class would score, from 0 to 1. */
  readonly share: number;
}

/**
 * What a net must beat: the accuracy of always giving the class that is most frequent among the test examples. Whatever is made of the
 * training examples, fewer of them or wrong labels among them, it is the same for the same test examples.
 */
export function majorityClass({ test, classes }: ImageDataset): MajorityClass {
  const counts = new Uint32Array(classes);
  for (const label of test.labels) (counts[label] as number)++;
  const most = counts.reduce((a, b) => Math.max(a, b), 0);
  return { label: counts.indexOf(most), share: most / (test.count || 1) };
}

/** How many test examples stand, feature for feature, among the others too, and how many of these only with another label there. */
export function sharedExamples({ train, test }: ImageDataset): { shared: number; contradicted: number } {
  // each different example once, by its hash
  const known = new Map<number, { readonly n: number; readonly labels: number[] }[]>();
  const equalTo = (part: ByteExamples, n: number, hash: number) => known.get(hash)?.find((one) => areEqual(train, one.n, part, n));
  for (let n = 0; n < train.count; n++) {
    const hash = hashOf(train, n);
    const label = train.labels[n] as number;
    const equal = equalTo(train, n, hash);
    if (!equal) known.set(hash, [...(known.get(hash) ?? []), { n, labels: [label] }]);
    else if (!equal.labels.includes(label)) equal.labels.push(label);
  }
  let [shared, contradicted] = [0, 0];
  for (let n = 0; n < test.count; n++) {
    const equal = equalTo(test, n, hashOf(test, n));
    shared += Number(equal !== undefined);
    contradicted += Number(equal !== undefined && !equal.labels.includes(test.labels[n] as number));
  }
  return { shared, contradicted };
}

/** Examples are near where each feature lies in the same tenth of its deviation; so many at least are told, and such a part of them. */
const [STEP, LEAST_NEAR, MANY_NEAR] = [0.1, 5, 0.2];
/** Nearness tells nothing where others are near one another so much more rarely only. */
const OFTENER = 5;

/** How many test examples lie near others, of standardized features, where others hardly lie near one another; 0 of images. */
export function nearExamples({ train, test, standardization }: ImageDataset): number {
  if (!standardization) return 0;
  const steps = ({ images, count, features }: ByteExamples): ByteExamples => ({
    images: Float32Array.from(images, (value) => Math.round(value / STEP)),
    labels: new Uint8Array(count),
    features,
    count,
  });
  const [known, tested] = [steps(train), steps(test)];
  const cells = new Map<number, number>();
  for (let n = 0; n < known.count; n++) {
    const hash = hashOf(known, n);
    cells.set(hash, (cells.get(hash) ?? 0) + 1);
  }
  const crowded = [...cells.values()].reduce((sum, rows) => sum + (rows > 1 ? rows : 0), 0) / known.count;
  let near = 0;
  for (let n = 0; n < tested.count; n++) if (cells.has(hashOf(tested, n))) near++;
  // where others lie in most of the places that there are, as on a grid, whatever comes lies near one
  return near / tested.count > OFTENER * Math.max(crowded, cells.size / placesOf(known)) ? near : 0;
}

/** How many places there are between the least and the most of each feature. */
function placesOf({ images, count, features }: ByteExamples): number {
  let places = 1;
  for (let f = 0; f < features && places < 1e12; f++) {
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let n = 0; n < count; n++) {
      const value = images[n * features + f] as number;
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    places *= most - least + 1;
  }
  return places;
}

/** FNV-1a over the words of an example's features; their high bits are moved down, since 0 and 1 as float32 differ in these only. */
function hashOf({ images, features }: ByteExamples, n: number): number {
  const bits = typedArrayName(images) === "Float32Array" ? new Uint32Array(images.buffer, images.byteOffset, images.length) : images;
  let hash = 0x811c9dc5;
  for (let i = n * features; i < (n + 1) * features; i++) {
    hash = Math.imul(hash ^ (bits[i] as number), 0x01000193);
    hash ^= hash >>> 15;
  }
  return hash >>> 0;
}

function areEqual(a: ByteExamples, n: number, b: ByteExamples, m: number): boolean {
  for (let i = 0; i < a.features; i++) if (a.images[n * a.features + i] !== b.images[m * b.features + i]) return false;
  return true;
}

/** What always giving the most frequent class would score, in words. */
export function majorityText(data: ImageDataset, word: "examples" | "images" | "rows"): string {
  const { label, share } = majorityClass(data);
  const name = data.classNames?.[label];
  return `always giving class ${name === undefined ? label : quoted(name)} would be right for ${(100 * share).toFixed(2)}% of the test ${word}`;
}

/** What is doubtful about a data set as it is trained on and tested, each a short sentence without its full stop. */
export function dataDoubts(data: ImageDataset, word: "rows" | "images" = "rows"): string[] {
  const { test } = data;
  const notes: string[] = [];
  const { shared, contradicted } = sharedExamples(data);
  if (shared > 0) {
    const other = contradicted > 0 ? `, ${contradicted} only with another label there` : "";
    notes.push(`${shared} of the ${test.count} test ${word} ${shared === 1 ? "stands" : "stand"} among the other ${word} too${other}`);
  }
  const near = nearExamples(data) - shared;
  if (near >= Math.max(LEAST_NEAR, MANY_NEAR * test.count))
    notes.push(`${near} of the ${test.count} test ${word} stand among the other ${word}, but for digits that were rounded`);
  const copies = near > 0 ? 0 : shareOfNearCopies(data);
  if (copies > 0)
    notes.push(
      `about ${Math.round(100 * copies)}% of the test ${word} lie by another as copies with a little noise do; if they were made of others, make them of training ${word} alone, and test on a file of its own`,
    );
  const one = test.count === 1 ? `${word.slice(0, -1)} is` : `${word} are`;
  if (test.count < LEAST_TEST) notes.push(`${test.count} test ${one} too few to judge anything`);
  else if (test.count < HALF_A_POINT)
    notes.push(`one of the ${test.count} test ${word} is ${(100 / test.count).toFixed(2)} points of accuracy`);
  notes.push(majorityText(data, word));
  return notes;
}
