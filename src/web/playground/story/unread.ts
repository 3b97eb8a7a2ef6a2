/** Digits of which no image is read, where there are some. */
export function unreadOf(answers: Uint8Array | null, labels: Uint8Array): number[] {
  if (!answers || answers.length !== labels.length) return [];
  const read = new Set(answers.filter((answer, i) => answer === labels[i]));
  return [...new Set(labels)].filter((label) => !read.has(label)).sort();
}
