import { readingRules } from "#data";
import { type Plan, type PlannedConfiguration, planAsBefore, type StoreReader } from "#experiment";

/** A plan whose runs of tables are those that a store has from before it mattered how new rows of a table are read, where it has such. */
export async function planAsKept(plan: Plan, store: StoreReader): Promise<Plan> {
  const places = placesOf(plan);
  if (places.length === 0) return plan;
  const { trials } = planAsBefore(plan, new Set(places));
  const kept = await store.trials(trials.map(({ id }) => id));
  const isOfBefore = async (place: number): Promise<boolean> => {
    const own = trials.find(({ configuration, id }) => configuration === place && kept.has(id));
    if (!own) return false;
    const reading = await store.reading(own.id);
    return (
      !reading?.table || readingRules(reading, false) === readingRules((plan.configurations[place] as PlannedConfiguration).reading, false)
    );
  };
  const known = new Set<string>();
  for (const place of places) if (await isOfBefore(place)) known.add((plan.configurations[place] as PlannedConfiguration).dataHash);
  // configurations of one table stay those of one table
  const found = places.filter((place) => known.has((plan.configurations[place] as PlannedConfiguration).dataHash));
  return found.length ? planAsBefore(plan, new Set(found)) : plan;
}

/** The configurations that have tables. */
const placesOf = ({ configurations }: Plan): number[] =>
  configurations.flatMap(({ earlierHash }, place) => (earlierHash === undefined ? [] : [place]));
