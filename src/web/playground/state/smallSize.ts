/** How many seeds, each for how many steps. */
export interface Size {
  readonly seeds: number;
  readonly iterations: number;
}

/** Of five pairs the exact test can show nothing: its p is 2 / 2⁵ at least. */
export const usualSize: Size = { seeds: 6, iterations: 2000 };
