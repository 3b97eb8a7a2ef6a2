/** The data sets that have a name. Their files are checked against published sums. */
export const datasetNames = ["mnist", "fashion-mnist"] as const;
export type DatasetName = (typeof datasetNames)[number];

/** The test images of every one of them. */
export const pinnedTestImages = 10000;
/** The images of every one of them that are trained on, beside those that are held out. */
export const pinnedTrainingExamples = 55000;
