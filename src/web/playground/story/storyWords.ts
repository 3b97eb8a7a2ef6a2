const words = "no one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split(" ");

/** `three`, `140` */
export const counted = (n: number): string => words[n] ?? grouped(n);

/** `10,000` */
export const grouped = (n: number): string => n.toLocaleString("en-US");

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `82.3 ± 14.3`, `98.7 ± 0.05`: as many digits of the deviation as tell something. */
export const spread = ({ mean, deviation }: { readonly mean: number; readonly deviation: number }, digits = 1): string =>
  `${mean.toFixed(digits)} ± ${deviation.toFixed(deviation < 1 ? 2 : 1)}`;

/** `[0.36, 0.62]` of a loss, whose sign is told in words. */
export const lossRange = ({ low, high }: { readonly low: number; readonly high: number }): string =>
  `[${(-high).toFixed(2)}, ${(-low).toFixed(2)}]`;

/** `one to four`, or `one` */
export const from = (least: number, most: number): string => (least === most ? counted(least) : `${counted(least)} to ${counted(most)}`);
