/** Where not even so little can be had, it is not the size: browsers give only about a hundred memories at a time. */
const LITTLE = 100e6;

/** Takes memory for a net; where there is not enough, throws a sentence that says how much and what needs less. */
export function reserve<T>(bytes: number, take: () => T): T {
  try {
    return take();
  } catch {
    const amount = bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.ceil(bytes / 1e6)} MB`;
    const next =
      bytes < LITTLE
        ? "other nets hold what there is, or a page as many as its browser allows, about a hundred; let go of those that are done, or use fewer workers"
        : "fewer units, a smaller batch or fewer workers need less";
    throw new Error(`this net needs ${amount} of memory for its weights and a batch, which could not be had; ${next}`);
  }
}
