import type { ConfigurationResults } from "#experiment";
import { protocols } from "#train";

/**
 * How often a run looks at the test examples to choose its iteration, in words: `20`, or `up to 20 (early stopping 3)`; undefined where held-out
 * examples choose. Whoever looks more often finds a higher accuracy, by that alone.
 */
export function looksAtTest({ config, methods }: Pick<ConfigurationResults, "config" | "methods">): string | undefined {
  if (protocols[config.protocol].selectOn !== "test") return undefined;
  const looks = Math.ceil(config.iterations / config.evaluateEvery);
  return methods.earlyStopping > 0 && methods.earlyStopping < looks
    ? `up to ${looks} (early stopping ${methods.earlyStopping})`
    : String(looks);
}
