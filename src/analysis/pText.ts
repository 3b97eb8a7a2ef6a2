import { formatGeneral } from "./formatGeneral.ts";
import { LEVEL } from "./statistics/signFlipPower.ts";

/** A p with two digits, or as many as it takes to tell it from the 5% that decides; nothing where it is none. */
export function pText(p: number): string {
  if (Number.isNaN(p)) return "";
  let digits = 2;
  while (digits < 15 && Math.sign(Number(p.toPrecision(digits)) - LEVEL) !== Math.sign(p - LEVEL)) digits++;
  return formatGeneral(p, digits);
}
