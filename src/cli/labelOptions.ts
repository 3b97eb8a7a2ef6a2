import type { Command } from "commander";
import { type Experiment, isName, isTag, nameTexts, tagTexts } from "#experiment";
import { parsedOption, RepeatedOption } from "./options.ts";
import { UsageError } from "./usageError.ts";

export interface LabelOptions {
  readonly name?: string;
  readonly note?: string;
  readonly tag?: readonly string[];
}

/** Adds --name, --note and --tag, which say something of an experiment and decide nothing in it. */
export function addLabelOptions(command: Command): Command {
  return command
    .optionsGroup("What it is called:")
    .addOption(parsedOption("--name <text>", "what lists and reports call the experiment", nameTexts, nameOf))
    .addOption(parsedOption("--note <text>", "what to remember of it", "a text", noteOf))
    .addOption(tagOption("--tag <tag>", "a word to find it by: droplab list --filter tag=paper; may be given several times"));
}

export const nameOf = (text: string): string | undefined => (isName(text) ? text.trim() : undefined);
export const noteOf = (text: string): string | undefined => (text.trim() === "" ? undefined : text.trim());

/** An option that may be given several times, each with one tag or some between commas. */
export function tagOption(flags: string, help: string): RepeatedOption {
  const option = new RepeatedOption(flags, help);
  option.argParser((text, before: readonly string[] | undefined) => {
    const tags = text.split(",");
    for (const tag of tags) if (!isTag(tag)) throw new UsageError(`${option.name()}: ${JSON.stringify(tag)} is not ${tagTexts}`);
    return [...(before ?? []), ...tags];
  });
  return option;
}

/** The experiment with the labels that were given beside it. */
export function labelled(experiment: Experiment, { name, note, tag }: LabelOptions): Experiment {
  return {
    ...experiment,
    ...(name !== undefined && { name }),
    ...(note !== undefined && { note }),
    ...(tag && { tags: [...new Set([...(experiment.tags ?? []), ...tag])] }),
  };
}
