/** Takes memory for a net; where there is not enough, throws a sentence that says how much and what needs less. */
export function reserve<T>(bytes: number, take: () => T): T {
  try {
    return take();
  } catch {
    const amount = bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.ceil(bytes / 1e6)} MB`;
    throw new Error(
      `this net needs ${amount} of memory for its weights and a batch, which could not be had; fewer units, a smaller batch or fewer workers need less`,
    );
  }
}
