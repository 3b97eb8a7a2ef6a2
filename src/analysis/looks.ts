import type { ConfigurationResults } from "#experiment";
import { protocols } from "#train";

/** A configuration, as far as its looks go. */
interface Looking {
  readonly config: Pick<ConfigurationResults["config"], "protocol" | "iterations" | "evaluateEvery">;
  readonly methods: { readonly earlyStopping?: number | undefined };
}

/**
 * How often a run looks at the examples that choose its iteration, in words: `20`, or `up to 20 (early stopping 3)`. Whoever looks more often
 * finds a higher accuracy on them, by that alone.
 */
export function looksOf({ config, methods: { earlyStopping = 0 } }: Looking): string {
  const looks = Math.ceil(config.iterations / config.evaluateEvery);
  return earlyStopping > 0 && earlyStopping < looks ? `up to ${looks} (early stopping ${earlyStopping})` : String(looks);
}

/** The same of looks at the test examples; undefined where held-out examples choose. */
export const looksAtTest = (looking: Looking): string | undefined =>
  protocols[looking.config.protocol].selectOn === "test" ? looksOf(looking) : undefined;
