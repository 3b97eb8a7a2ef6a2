/** What an export says of itself. Runs may lack their machine, and experiments their command; each of them has a sum. */
export const FORMAT = "droplab experiments 4";
/**
 * What older droplabs wrote, which is read too: the third has no sums; in the second every record had its machine and its command; runs of
 * the first have a dataset and a dataDir, and nothing that says what these were.
 */
export const olderFormats: readonly string[] = ["droplab experiments 1", "droplab experiments 2", "droplab experiments 3"];
