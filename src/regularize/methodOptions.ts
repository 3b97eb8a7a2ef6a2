import { dropoutLayerKinds } from "#nn";
import { maxNormScopes } from "./maxNormScope.ts";

/** What each option of the catalog's methods takes: a number, numbers, or one of some words. A test holds it to the catalog. */
export const optionKinds = {
  dropout: "number",
  dropoutKind: dropoutLayerKinds,
  dropoutRates: "numbers",
  maxNorm: "number",
  maxNormScope: maxNormScopes,
  l1: "number",
  l2: "number",
  weightDecay: "number",
  softSharing: "number",
  softSharingComponents: "number",
  activitySparsity: "number",
  sparsityTarget: "number",
  labelSmoothing: "number",
  gradientClip: "number",
  earlyStopping: "number",
  mc: "number",
} as const;

type ValueOf<Kind> = Kind extends "number"
  ? number
  : Kind extends "numbers"
    ? readonly number[]
    : Kind extends readonly (infer Choice)[]
      ? Choice
      : never;

/** Options of methods by name, `{ dropout: 0.4, maxNorm: 3 }`; what is not given is off, or has its default. */
export type MethodOptions = { readonly [name in keyof typeof optionKinds]?: ValueOf<(typeof optionKinds)[name]> | undefined };

export type OptionName = keyof typeof optionKinds;
/** The options of all methods by name, none missing: see `methodValues`. */
export type MethodValues = { readonly [name in OptionName]: ValueOf<(typeof optionKinds)[name]> };
/** The options whose value is a number. */
export type NumberOption = { [name in OptionName]: (typeof optionKinds)[name] extends "number" ? name : never }[OptionName];
