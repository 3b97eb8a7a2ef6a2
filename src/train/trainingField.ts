import type { ModelSpec } from "#nn";

interface Described {
  /** As commander takes them: `-i, --iterations <n>`. */
  readonly flags: string;
  readonly help: string;
  /** The allowed values in words. */
  readonly range: string;
  /** Where the default depends on other settings, the defaults in words. */
  readonly defaultText?: string;
  /**
   * Whether the field came when runs had been recorded without it: then a run at its default is one of those, and neither its record nor its
   * identity says the field.
   */
  readonly isLater?: true;
}

/** A field of training: a flag of the command line, a field of experiments, a row of the documentation. */
export type TrainingField = Described &
  (
    | { readonly kind: "number"; readonly default?: number; readonly allows: (value: number) => boolean }
    | { readonly kind: "whole"; readonly default: number; readonly least: number; readonly most: number }
    | { readonly kind: "choice"; readonly default: string; readonly choices: readonly string[] }
    | { readonly kind: "text"; readonly default: string; readonly understands: (text: string) => boolean }
    | {
        readonly kind: "numberOrText";
        readonly default: number | string;
        readonly allows: (value: number) => boolean;
        readonly understands: (text: string) => boolean;
      }
    | { readonly kind: "model"; readonly default: string }
  );

/** What an experiment gives for a field. */
export type GivenOf<Field extends TrainingField> = Field extends { readonly choices: readonly (infer Choice)[] }
  ? Choice
  : {
      number: number;
      whole: number;
      choice: string;
      text: string;
      numberOrText: number | string;
      model: string | ModelSpec;
    }[Field["kind"]];

/** A whole number, with its range in words. */
export const whole = <Default extends number>(least: number, most: number, usual: Default) =>
  ({ kind: "whole", least, most, default: usual, range: `a whole number from ${least} to ${most}` }) as const;

/** One of some words, with its range in words. */
export const choice = <const Choices extends readonly string[]>(choices: Choices, usual: Choices[number]) =>
  ({ kind: "choice", choices, default: usual, range: `one of ${choices.join(", ")}` }) as const;

/** Whether a value is one that the field takes; of a model only that it is one is seen here. */
export function takes(field: TrainingField, value: unknown): boolean {
  switch (field.kind) {
    case "number":
      return typeof value === "number" && field.allows(value);
    case "whole":
      return Number.isSafeInteger(value) && (value as number) >= field.least && (value as number) <= field.most;
    case "choice":
      return field.choices.includes(value as string);
    case "text":
      return typeof value === "string" && field.understands(value);
    case "numberOrText":
      return typeof value === "number" ? field.allows(value) : typeof value === "string" && field.understands(value);
    case "model":
      return typeof value === "string" || (typeof value === "object" && value !== null);
  }
}
