import { meant } from "#engine";

/** What a text was meant as, where no value has it. */
export interface Understood {
  /** The value of a text; undefined where it is none. */
  parse(text: string): unknown;
  /** The words to choose from, where there are some. */
  readonly choices?: readonly string[] | undefined;
  /** Whether it is in percent, and not a share, what is given. */
  readonly isInPercent?: boolean;
}

/** `; did you mean adam?`: a choice that is near, a number with a decimal comma, in percent or with its thousands apart, other capitals. */
export function meantValue(text: string, { parse, choices = [], isInPercent = false }: Understood): string {
  const plain = text.trim();
  const numbers = [
    plain.replace(/^(\d{1,3})((?:[,_' ]\d{3})+)$/, (whole) => whole.replaceAll(/\D/g, "")),
    plain.replace(/^(-?\d*),(\d+)$/, "$1.$2"),
    plain.replace(/^([\d.]+) ?%$/, (_, percent) => String(Number((Number(percent) / (isInPercent ? 1 : 100)).toPrecision(12)))),
    plain.replace(/^([\d.]+) ?k$/i, (_, thousands) => String(Number((1000 * Number(thousands)).toPrecision(12)))),
    plain.toLowerCase(),
  ];
  const found = meant(text, choices) ?? numbers.find((one) => one !== text && parse(one) !== undefined);
  return found === undefined ? "" : `; did you mean ${found}?`;
}
