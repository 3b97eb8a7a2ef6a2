import { NUMERICAL_VERSION } from "#engine";

/** `1` of `1 fused`. */
export const numericalVersionOf = (numerics: string): string => numerics.split(" ")[0] as string;
/** `fused` of `1 fused`: runs with the same have the same digits, where the version is the same. */
const kindOf = (numerics: string): string => numerics.split(" ").slice(1).join(" ");

/**
 * What the digits of some runs are of, where a reader must know: another numerical version than this droplab's, or several kinds.
 * `of numerical version 1`.
 */
export function numericsNote(numerics: readonly string[], own = String(NUMERICAL_VERSION)): string | undefined {
  const versions = [...new Set(numerics.map(numericalVersionOf))].sort((a, b) => Number(a) - Number(b));
  if (versions.length > 1) return `of numerical versions ${versions.join(" and ")}`;
  const kinds = [...new Set(numerics.map(kindOf))].sort();
  const version = versions[0] === undefined || versions[0] === own ? "" : `of numerical version ${versions[0]}`;
  const several = kinds.length > 1 ? `with the digits of ${kinds.join(" and of ")}` : "";
  return [version, several].filter(Boolean).join(", ") || undefined;
}
