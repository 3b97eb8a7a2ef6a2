import { type MethodOptions, type MethodValues, methodOptions } from "#regularize";

/** The options to make a net with these values from; choices at their default are left out, for models may have their own. */
export const givenOptions = (values: MethodValues): MethodOptions =>
  Object.fromEntries(
    methodOptions.flatMap(({ name, kind, default: off }) => (kind === "choice" && values[name] === off ? [] : [[name, values[name]]])),
  );
