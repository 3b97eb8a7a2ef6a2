import { areDrawn, type DataSpec, DEFAULT_DATA_SEED, DEFAULT_SPLIT_SEED } from "#data";

/** The seeds that drew what all runs of a configuration are trained on. */
export interface Draws {
  /** Of the training examples, or of wrong labels, where such were drawn. */
  readonly dataDraw?: number | undefined;
  /** Of what is held out for the test and for choosing. */
  readonly split?: number | undefined;
}

/** The draws of data as they are read: of two whose draws differ no seeds of runs can tell which is better. */
export const drawsOf = (data: DataSpec): Draws => ({
  ...(areDrawn(data) && { dataDraw: data.dataSeed ?? DEFAULT_DATA_SEED }),
  split: data.splitSeed ?? DEFAULT_SPLIT_SEED,
});

/** Those of two in words where they differ; undefined where they do not, or one of them drew nothing. */
export function drawsOfBoth(baseline: Draws, other: Draws): { readonly other: string; readonly baseline: string } | undefined {
  const differ = (of: keyof Draws) => baseline[of] !== undefined && other[of] !== undefined && baseline[of] !== other[of];
  const [byData, bySplit] = [differ("dataDraw"), differ("split")];
  if (!byData && !bySplit) return undefined;
  const textOf = ({ dataDraw, split }: Draws) =>
    [...(byData ? [`data seed ${dataDraw}`] : []), ...(bySplit ? [`split seed ${split}`] : [])].join(" and ");
  return { other: textOf(other), baseline: textOf(baseline) };
}
