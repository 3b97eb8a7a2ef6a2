/** The data sets that have a name. Their files are checked against published sums. */
export const datasetNames = ["mnist", "fashion-mnist"] as const;
export type DatasetName = (typeof datasetNames)[number];

/** The test images of every one of them. */
export const pinnedTestImages = 10000;
