/** What each item comes to, one after the other: a net can do one thing at a time. */
export async function inOrder<T, Result>(items: Iterable<T>, work: (item: T, index: number) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (const item of items) results.push(await work(item, results.length));
  return results;
}
