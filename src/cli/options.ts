import { type Command, Option } from "commander";
import { suggestion } from "#engine";
import { meantValue } from "./meantValue.ts";
import { UsageError } from "./usageError.ts";

// The parsers throw UsageError: commander's own error for a value is two sentences.

/** An option that takes a number; `range` says in words what `allows` admits. */
export function numberOption(flags: string, help: string, range: string, allows: (value: number) => boolean): Option {
  return parsedOption(flags, help, range, (text) => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    return Number.isNaN(value) || !allows(value) ? undefined : value;
  });
}

/** An option that takes a whole number from `least` to `most`. */
export function wholeNumberOption(flags: string, help: string, least: number, most: number): Option {
  const inRange = (value: number) => Number.isSafeInteger(value) && value >= least && value <= most;
  return numberOption(flags, help, `a whole number from ${least} to ${most}`, inRange);
}

/** An option whose text `parse` understands, or gives undefined for; `range` says in words what it understands. */
export function parsedOption<T>(flags: string, help: string, range: string, parse: (text: string) => T | undefined): Option {
  const option = new Option(flags, help);
  return option.argParser((text) => {
    const value = parse(text);
    if (value === undefined)
      throw new UsageError(
        `${option.name()}: ${JSON.stringify(text)} is not ${range}${meantValue(text, { parse, isInPercent: flags.includes("<points>") })}`,
      );
    return value;
  });
}

/** An option that takes one of a few names. */
export function choiceOption(flags: string, help: string, names: readonly string[]): Option {
  const option = new Option(flags, help).choices(names);
  return option.argParser((text) => {
    if (!names.includes(text))
      throw new UsageError(`${option.name()}: ${JSON.stringify(text)} is not one of ${names.join(", ")}${suggestion(text, names)}`);
    return text;
  });
}

/** An option that may be given several times: each adds to what was given. */
export class RepeatedOption extends Option {}

/** Makes a command refuse an option with a value that is given twice, of which one would be passed over in silence. */
export function refuseRepeats(command: Command): void {
  for (const option of command.options.filter(
    (one) => !one.variadic && !(one instanceof RepeatedOption) && (one.required || one.optional),
  )) {
    let isGiven = false;
    command.on(`option:${option.name()}`, (text: string) => {
      if (isGiven) throw new UsageError(`${option.name()}: it is given twice, ${JSON.stringify(text)} the second time; give it once`);
      isGiven = true;
    });
  }
}
