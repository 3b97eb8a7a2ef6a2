import type { Option } from "commander";
import { numberOption } from "./options.ts";

/** The option --margin: no two accuracies differ by more than 100 points, so within more than that are all differences. */
export const marginOption = (help: string): Option =>
  numberOption("--margin <points>", help, "a positive number up to 100", (points) => points > 0 && points <= 100);
