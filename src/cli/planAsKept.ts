import { readingRules } from "#data";
import { type Plan, type PlannedConfiguration, planAsBefore, type StoreReader } from "#experiment";

/** A plan whose runs of tables are those that a store has from before it mattered how new rows of a table are read, where it has such. */
export async function planAsKept(plan: Plan, store: StoreReader): Promise<Plan> {
  const tables = [...plan.configurations.entries()].filter(([, { earlierHash }]) => earlierHash !== undefined);
  if (tables.length === 0) return plan;
  const { trials } = planAsBefore(plan, new Set(tables.map(([place]) => place)));
  const kept = await store.trials(trials.map(({ id }) => id));
  const isOfBefore = async (place: number, { reading }: PlannedConfiguration): Promise<boolean> => {
    const own = trials.find(({ configuration, id }) => configuration === place && kept.has(id));
    const before = own && (await store.reading(own.id));
    return own !== undefined && (!before?.table || readingRules(before, false) === readingRules(reading, false));
  };
  const known = new Set<string>();
  for (const [place, configuration] of tables) if (await isOfBefore(place, configuration)) known.add(configuration.dataHash);
  // configurations of one table stay those of one table
  const found = tables.flatMap(([place, { dataHash }]) => (known.has(dataHash) ? [place] : []));
  return found.length ? planAsBefore(plan, new Set(found)) : plan;
}
