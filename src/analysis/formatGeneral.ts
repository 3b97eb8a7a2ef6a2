/**
 * C's %.<digits>g: `digits` significant digits without trailing zeros, with an exponent below 1e-4 and from 10^digits on.
 * `98.8`, `0.0696`, `13`, `1e-05`; what is no number is said to be none.
 */
export function formatGeneral(value: number, digits = 3): string {
  if (Number.isNaN(value)) return "no number";
  if (!Number.isFinite(value)) return value < 0 ? "-inf" : "inf";
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  const rounded = exponential(value, digits - 1);
  const [mantissa = "", power = "0"] = rounded.split("e");
  const exponent = Number(power);
  const trim = (text: string) => (text.includes(".") ? text.replace(/\.?0*$/, "") : text);
  if (exponent >= -4 && exponent < digits) return trim(Number(rounded).toFixed(digits - 1 - exponent));
  return `${trim(mantissa)}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

/** As toExponential, which rounds a value in the middle of two up (98.25 to 98.3); C rounds it to the even one (98.2). */
function exponential(value: number, decimals: number): string {
  const exact = new RegExp(`^(-?\\d\\.\\d{${decimals}})(\\d*)(e.*)$`).exec(value.toExponential(100));
  const [, kept = "", rest = "", power = ""] = exact ?? [];
  const middleAboveEven = /^50*$/.test(rest) && /[02468]\.?$/.test(kept);
  return middleAboveEven ? kept + power : value.toExponential(decimals);
}
