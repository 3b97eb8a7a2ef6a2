import { problemsOf } from "../settings/settingFields.ts";
import { type Settings, type TwinName, twinNames } from "../settings/settings.ts";
import type { Timeline } from "../settings/timeline.ts";
import type { Inside, LossRecord, Score } from "../twin/seen.ts";
import type { TwinPlace } from "../twin/twin.ts";

/** What a page keeps, so that nothing is lost when it is loaded again. */
export interface Kept {
  readonly timeline: Timeline;
  readonly step: number;
  readonly numerics: string;
  readonly places: { readonly [twin in TwinName]: TwinPlace };
  readonly scores: { readonly [twin in TwinName]: readonly Score[] };
  readonly losses: { readonly [twin in TwinName]: readonly LossRecord[] };
  /** Of nets whose filters are few. */
  readonly film: { readonly [twin in TwinName]: readonly Inside[] };
}

const [BASE, TABLE, LAYOUT] = ["droplab-playground", "kept", 2];
/** What the playground goes on from; the pairs of the story have names of their own. */
export const LAST = "last";

/** So long a database may take to open, in milliseconds: a page does not wait for one that hangs. */
const PATIENCE = 3000;

/** What was kept last; undefined where nothing was, or where the browser keeps nothing. */
export async function readKept(key: string): Promise<Kept | undefined> {
  try {
    const base = await opened();
    const kept = await answered<{ layout?: number; kept?: Kept } | undefined>(base.transaction(TABLE).objectStore(TABLE).get(key));
    base.close();
    return kept?.layout === LAYOUT && kept.kept && isKept(kept.kept) ? kept.kept : undefined;
  } catch {
    return undefined;
  }
}

/** Whether it is whole, as another version or a damaged database may not have left it. */
function isKept({ timeline, step, numerics, places, scores, losses, film }: Kept): boolean {
  const areTwins = (of: unknown, holds: (twin: never) => boolean) =>
    typeof of === "object" && of !== null && twinNames.every((twin) => holds((of as Record<string, never>)[twin] as never));
  return (
    [timeline?.start, ...(timeline?.changes ?? []).map(({ settings }) => settings)].every(isWhole) &&
    Number.isSafeInteger(step) &&
    typeof numerics === "string" &&
    areTwins(places, (place: TwinPlace) => place?.step === step && place.state instanceof Float32Array) &&
    areTwins(scores, (all: unknown) => isListOf(all, isScore)) &&
    areTwins(losses, (all: unknown) => isListOf(all, (record) => areNumbers(record["step"], record["loss"]))) &&
    areTwins(film, (all: unknown) => isListOf(all, isInside))
  );
}

type Unread = { readonly [key: string]: unknown };
const isListOf = (all: unknown, holds: (one: Unread) => boolean): boolean =>
  Array.isArray(all) && all.every((one) => typeof one === "object" && one !== null && holds(one as Unread));
const areNumbers = (...values: readonly unknown[]): boolean => values.every((value) => typeof value === "number");
const isScore = ({ step, accuracy, loss, images, highestLogits }: Unread): boolean =>
  areNumbers(step, accuracy, loss, images) && Array.isArray(highestLogits) && areNumbers(...highestLogits);
const isWholeArray = ({ shape, values }: Unread): boolean =>
  Array.isArray(shape) && values instanceof Float32Array && shape.reduce((product, side) => product * side, 1) === values.length;
const isInside = ({ step, filters, norms }: Unread): boolean =>
  areNumbers(step) &&
  (filters === null || isListOf([filters], isWholeArray)) &&
  isListOf(norms, ({ name, units, whole }) => typeof name === "string" && units instanceof Float32Array && areNumbers(whole));

function isWhole(settings: Settings): boolean {
  try {
    return problemsOf(settings).length === 0;
  } catch {
    return false;
  }
}

/** Keeps it in place of what was kept before under this name; gives whether it could. */
export async function keep(kept: Kept, key: string): Promise<boolean> {
  try {
    const base = await opened();
    const transaction = base.transaction(TABLE, "readwrite");
    transaction.objectStore(TABLE).put({ layout: LAYOUT, kept }, key);
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    });
    base.close();
    return true;
  } catch {
    return false;
  }
}

async function opened(): Promise<IDBDatabase> {
  const request = indexedDB.open(BASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(TABLE);
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error("the database does not answer")), PATIENCE);
  });
  return Promise.race([answered(request), late]);
}

const answered = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
