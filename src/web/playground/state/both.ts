import { type TwinName, twinNames } from "../settings/settings.ts";

export type Both<T> = { readonly [twin in TwinName]: T };

/** Does the same for both twins at once. */
export async function both<T>(each: (twin: TwinName) => Promise<T>): Promise<Both<T>> {
  const [a, b] = await Promise.all([each("a"), each("b")]);
  return { a, b };
}

export const bothOf = <T>(each: (twin: TwinName) => T): Both<T> =>
  Object.fromEntries(twinNames.map((twin) => [twin, each(twin)])) as Both<T>;
