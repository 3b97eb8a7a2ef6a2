/** `1 run`, `2 runs`: how many there are of what is named by `one`; a count may be a text, such as `2,000`. */
export const counted = (count: number | string, one: string): string => `${count} ${one}${String(count) === "1" ? "" : "s"}`;
