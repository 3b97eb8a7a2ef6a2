import type { DataSpec } from "./dataSpec.ts";
import { datasetNames, pinnedTrainingExamples } from "./datasetNames.ts";
import type { ImageDataset } from "./imageDataset.ts";
import { areLimits, tookAll } from "./limitTraining.ts";

/** Those of a name are known by it and by whether they were limited, so that a limit stays with their runs. */
const haveName = ({ dataset }: DataSpec): boolean => (datasetNames as readonly string[]).includes(dataset);

/** Whether a data seed draws something of these data: examples of more, or wrong labels. A limit of all training examples draws none. */
export const areDrawn = (spec: DataSpec): boolean => {
  const isWhole = haveName(spec) && spec.trainExamples === pinnedTrainingExamples;
  return areLimits(isWhole ? { ...spec, trainExamples: undefined } : spec);
};

/** The spec of the data that it gave, without a limit that took all of them, nor the seed of a draw that is none then. */
export function withoutIdleLimit(spec: DataSpec, data: ImageDataset): DataSpec {
  if (!tookAll(data) || haveName(spec)) return spec;
  const { trainExamples: _, ...rest } = spec;
  if (areLimits(rest)) return rest;
  const { dataSeed: __, ...files } = rest;
  return files;
}
