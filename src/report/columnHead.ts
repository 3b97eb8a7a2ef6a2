/** The head of a column of a table, and what stands below it: numbers go to the right. */
export interface ColumnHead {
  readonly title: string;
  readonly holds: "words" | "numbers";
}

export const words = (title: string): ColumnHead => ({ title, holds: "words" });
export const numbers = (title: string): ColumnHead => ({ title, holds: "numbers" });
