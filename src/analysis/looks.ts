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
  const looks = looksIn(config);
  // a run that waits for k looks ends at the earliest after 1 + k
  return earlyStopping > 0 && 1 + earlyStopping < looks ? `up to ${looks} (early stopping ${earlyStopping})` : String(looks);
}

/** The same of looks at the test examples that choose; undefined where these choose nothing. */
export const looksAtTest = (looking: Looking): string | undefined => (chosenOn(looking.config) === "test" ? looksOf(looking) : undefined);

/** The examples that choose the iteration of a run; `nothing` where there is one look, which chooses nothing: the accuracy is then a plain reading. */
export const chosenOn = (config: Looking["config"]): "test" | "heldOut" | "nothing" =>
  looksIn(config) > 1 ? protocols[config.protocol].selectOn : "nothing";

const looksIn = ({ iterations, evaluateEvery }: Looking["config"]): number => Math.ceil(iterations / evaluateEvery);
