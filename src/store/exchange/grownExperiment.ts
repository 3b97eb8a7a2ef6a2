import { defaults, type Experiment } from "#experiment";

interface Kept {
  readonly definition: Experiment;
  readonly command: string;
}

/** An experiment of a store once one of the same that is brought has more repetitions: with these, by the command that makes them all. */
export function grownBy({ definition }: Pick<Kept, "definition">, brought: Kept): Kept | undefined {
  const [{ reps: own = defaults.reps }, { reps: other = defaults.reps }] = [definition, brought.definition];
  return other > own ? { definition: { ...definition, reps: other }, command: brought.command } : undefined;
}
