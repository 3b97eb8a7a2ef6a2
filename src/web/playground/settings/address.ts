import { fromBase64, toBase64 } from "#engine";
import { FEATURES } from "../twin/digits.ts";
import { problemsOf, sharedFields, twinFields } from "./settingFields.ts";
import { defaultSettings, needsNewNets, type Settings, sharedWords, type TwinName, twinNames } from "./settings.ts";
import type { Change, Timeline } from "./timeline.ts";

/** What one looks at; it changes no number of the twins. */
export interface View {
  /** The number of the test image that is shown. */
  readonly image: number;
  /** Pixels of one's own, shown instead. */
  readonly drawn?: Uint8Array;
  /** The share of the hidden units that is taken away, in percent, and which draw of them. */
  readonly taken: number;
  readonly draw: number;
  /** Units that one took away by hand: the list of those that can be, and the place in it. */
  readonly byHand: readonly (readonly [list: number, unit: number])[];
  /** The whole nets are shown, not what the masks of the last step left of them. */
  readonly isWhole?: true;
}

export const defaultView: View = { image: 0, taken: 0, draw: 0, byHand: [] };

/** Everything that an address says. */
export interface Address {
  readonly timeline: Timeline;
  readonly step: number;
  readonly view: View;
  /** The bits with which the numbers were made, as `numericsOf` names them; absent where nothing was trained. */
  readonly numerics?: string;
}

export const MOST_TAKEN = 90;
const MOST_STEP = 1e7;

/** Writes an address as what follows `#`: `seed=1&b.dropout=0.5&step=1200&…`; what is as usual is not written. */
export function writeAddress({ timeline: { start, changes }, step, view, numerics }: Address): string {
  const words = new URLSearchParams(differencesOf(defaultSettings, start));
  let before = start;
  for (const { step: after, settings } of changes) {
    words.append(
      "then",
      `${after} ${differencesOf(before, settings)
        .map(([key, value]) => `${key}=${value}`)
        .join(" ")}`,
    );
    before = settings;
  }
  if (step > 0) words.set("step", String(step));
  if (view.drawn) words.set("drawn", packed(view.drawn));
  else if (view.image !== defaultView.image) words.set("image", String(view.image));
  if (view.taken) words.set("taken", String(view.taken));
  if (view.draw) words.set("draw", String(view.draw));
  if (view.byHand.length) words.set("gone", view.byHand.map(([list, unit]) => `${list}.${unit}`).join(","));
  if (view.isWhole) words.set("whole", "1");
  if (numerics && step > 0) words.set("bits", numerics);
  return words.toString();
}

const known = new Set(["then", "step", "image", "drawn", "taken", "draw", "gone", "whole", "bits"]);

/** Reads what follows `#`. What cannot be read is left as usual, and said in a sentence each. */
export function readAddress(text: string): { readonly address: Address; readonly problems: readonly string[] } {
  const problems: string[] = [];
  const words = new URLSearchParams(text.replace(/^#/, ""));
  const own = [...words].filter(([key]) => !known.has(key));
  for (const key of new Set(words.keys())) {
    const times = words.getAll(key).length;
    if (key !== "then" && times > 1) problems.push(`${key}: it is given ${times} times; the last one counts.`);
  }
  const last = (key: string): string | undefined => words.getAll(key).at(-1);
  const start = withPairs(defaultSettings, own, problems);
  const changes: Change[] = [];
  for (const change of words.getAll("then")) {
    const [after = "", ...pairs] = change.split(" ");
    const before = changes.at(-1);
    const settings = withPairs(before?.settings ?? start, pairs.map(pairOf), problems);
    const step = whole(after, 1, MOST_STEP);
    const others = needsNewNets((before?.settings ?? start).shared, settings.shared);
    if (others.length)
      problems.push(
        `The address changes ${others.map((name) => sharedWords[name]).join(" and ")} after step ${after}, which needs new nets: it is left out.`,
      );
    else if (step !== undefined && step > (before?.step ?? 0)) changes.push({ step, settings });
    else problems.push(`The address changes settings after step ${after}, which is no later step: it is left out.`);
  }
  const count = (key: string, most: number, usual: number): number => {
    const given = last(key);
    const value = given === undefined ? usual : whole(given, 0, most);
    if (value === undefined) problems.push(`${key}: ${given} is not a whole number from 0 to ${most}.`);
    return value ?? usual;
  };
  const pixels = last("drawn");
  const drawn = pixels === undefined ? undefined : unpacked(pixels);
  if (pixels !== undefined && !drawn) problems.push("drawn: it is no drawing.");
  const byHand = (last("gone") ?? "")
    .split(",")
    .filter(Boolean)
    .flatMap((text): [number, number][] => {
      const [list, unit] = text.split(".").map((part) => whole(part, 0, 1e6));
      if (list !== undefined && unit !== undefined) return [[list, unit]];
      problems.push(`gone: ${text} is no unit.`);
      return [];
    });
  const view: View = {
    ...{ image: count("image", 9999, defaultView.image), taken: count("taken", MOST_TAKEN, 0), draw: count("draw", 1e6, 0), byHand },
    ...(drawn && { drawn }),
    ...(count("whole", 1, 0) === 1 && { isWhole: true as const }),
  };
  const step = count("step", MOST_STEP, 0);
  const done = changes.filter((change) => change.step <= step);
  for (const change of changes.slice(done.length))
    problems.push(`The address changes settings after step ${change.step}, but ends at step ${step}: the change is left out.`);
  const bits = last("bits");
  return { address: { timeline: { start, changes: done }, step, view, ...(bits && step > 0 && { numerics: bits }) }, problems };
}

type Pair = readonly [key: string, value: string];

const pairOf = (text: string): Pair => {
  const [key = "", ...value] = text.split("=");
  return [key, value.join("=")];
};

/** What differs, as an address writes it. */
function differencesOf(before: Settings, after: Settings): [string, string][] {
  const written = (value: unknown) => (typeof value === "object" ? encodeURIComponent(JSON.stringify(value)) : String(value ?? "all"));
  const differs = (a: unknown, b: unknown) => JSON.stringify(a) !== JSON.stringify(b);
  return [
    ...sharedFields.flatMap(({ name, key }): [string, string][] =>
      differs(before.shared[name], after.shared[name]) ? [[key, written(after.shared[name])]] : [],
    ),
    ...twinNames.flatMap((twin) =>
      twinFields.flatMap(({ name, key }): [string, string][] =>
        differs(before[twin][name], after[twin][name]) ? [[`${twin}.${key}`, written(after[twin][name])]] : [],
      ),
    ),
  ];
}

function withPairs(settings: Settings, pairs: readonly Pair[], problems: string[]): Settings {
  return pairs.reduce((before, [key, text]) => {
    const after = withPair(before, key, text);
    if (!after) {
      problems.push(`${key || "an empty name"}: there is no such setting.`);
      return before;
    }
    const wrong = problemsOf(after);
    problems.push(...wrong);
    return wrong.length ? before : after;
  }, settings);
}

function withPair(settings: Settings, key: string, text: string): Settings | undefined {
  const [, twin, ownKey] = /^([ab])\.(.+)$/.exec(key) ?? [];
  if (twin) {
    const field = twinFields.find((one) => one.key === ownKey);
    const own = settings[twin as TwinName];
    return field && { ...settings, [twin]: { ...own, [field.name]: field.read(text) ?? text } };
  }
  const field = sharedFields.find((one) => one.key === key);
  if (!field) return undefined;
  if (field.name === "trainExamples" && text === "all") {
    const { trainExamples: _, ...shared } = settings.shared;
    return { ...settings, shared };
  }
  return { ...settings, shared: { ...settings.shared, [field.name]: field.read(decoded(text)) ?? text } };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function whole(text: string, least: number, most: number): number | undefined {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
}

/** Two pixels a byte, in 16 greys, as text that an address can hold. */
function packed(pixels: Uint8Array): string {
  const bytes = Uint8Array.from(
    { length: FEATURES / 2 },
    (_, i) => ((pixels[2 * i] as number) & 0xf0) | ((pixels[2 * i + 1] as number) >> 4),
  );
  return toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_");
}

function unpacked(text: string): Uint8Array | undefined {
  try {
    const bytes = fromBase64(text.replaceAll("-", "+").replaceAll("_", "/"));
    if (bytes.length !== FEATURES / 2) return undefined;
    return Uint8Array.from({ length: FEATURES }, (_, i) => 17 * (i % 2 ? (bytes[i >> 1] as number) & 15 : (bytes[i >> 1] as number) >> 4));
  } catch {
    return undefined;
  }
}

/** Pixels as an address keeps them: in 16 greys, so that what is shown is what is pasted. */
export const asKept = (pixels: Uint8Array): Uint8Array => pixels.map((pixel) => 17 * (pixel >> 4));
