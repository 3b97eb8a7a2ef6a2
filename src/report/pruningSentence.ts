import { type PruneLook, seedsToPrune } from "#analysis";
import { counted } from "#engine";

/** When a sweep of so many configurations with so many seeds looks. */
interface Looks {
  readonly looks: readonly PruneLook[];
  readonly configurations: number;
  readonly seeds: number;
}

/** What --prune can do in a sweep, before it begins: after which seeds it looks, and what that risks; or why it cannot act. */
export function pruningSentence({ looks, configurations, seeds }: Looks): string {
  if (configurations < 2) return "--prune has nothing to do: there is one configuration only";
  const [first] = looks;
  if (!first)
    return `--prune cannot act on ${configurations} configurations with ${counted(seeds, "seed")}: no p can be small enough for 5% over the whole sweep; from --reps ${seedsToPrune(configurations)} on it can`;
  const places = looks.map((look) => look.seeds);
  const when = places.length > 1 ? `${places.slice(0, -1).join(", ")} and ${places.at(-1)}` : String(first.seeds);
  return `--prune can act from ${first.seeds} seeds on: it looks after ${when} of ${seeds} seeds and gives up what is behind another configuration in the mean of the accuracies that choose the iteration, each the highest of its run (sign-flip test); the chance that it gives up any that none is better than in these is at most 5% over the whole sweep if differences between equals are symmetric, which they are not where a few runs collapse, or where one jumps more from look to look and is higher by that alone`;
}
