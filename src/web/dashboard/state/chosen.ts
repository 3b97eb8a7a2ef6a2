import { choose, place } from "./router.ts";

/** What is chosen in the address: the baseline, the selection, how the table is sorted and filtered. */
export interface Chosen {
  readonly baseline: number | undefined;
  readonly selected: readonly number[];
  readonly filter: string;
  readonly verdict: string;
  readonly sort: string;
  readonly isLinear: boolean;
}

const numbersIn = (text: string | null): number[] =>
  (text ?? "")
    .split(",")
    .filter((one) => /^\d+$/.test(one))
    .map(Number);

export function chosenIn(query: URLSearchParams): Chosen {
  return {
    baseline: numbersIn(query.get("baseline"))[0],
    selected: numbersIn(query.get("select")),
    filter: query.get("q") ?? "",
    verdict: query.get("verdict") ?? "",
    sort: query.get("sort") ?? "",
    isLinear: query.get("axis") === "linear",
  };
}

export const select = (indices: readonly number[]): void => choose({ select: indices.join(",") });
export const makeBaseline = (index: number): void => choose({ baseline: String(index) });

/** Selects a row, or drops it from the selection. */
export function toggle(row: string | undefined): void {
  if (row === undefined) return;
  const index = Number(row);
  const selected = numbersIn(place.value.query.get("select"));
  select(selected.includes(index) ? selected.filter((one) => one !== index) : [...selected, index]);
}
