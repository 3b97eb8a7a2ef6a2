import type { ConfigurationResults } from "#experiment";

type Tested = Pick<ConfigurationResults, "runs">;

/** What a configuration is tested on: the hash of the test examples, or of runs from before it was recorded the name of their data. */
export const testOf = ({ runs: [{ record }] }: Tested): string => record.testHash ?? record.data.dataset;

/** The sentence that accuracies of other test examples stand beside one another, with a space before it; nothing where they do not. */
export const otherTestsText = (configurations: readonly Tested[], and = ""): string =>
  new Set(configurations.map(testOf)).size > 1 ? ` Not all are tested on the same examples, and what differs may be these${and}.` : "";
