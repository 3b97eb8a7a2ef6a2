/** The name of the row that has the focus. */
export const rowInFocus = (): string | undefined => document.activeElement?.closest<HTMLElement>("[data-row]")?.dataset["row"];

/** The row of a name, where it is drawn. */
export const rowNamed = (name: string): HTMLElement | undefined =>
  [...document.querySelectorAll<HTMLElement>("[data-row]")].find((row) => row.dataset["row"] === name);
