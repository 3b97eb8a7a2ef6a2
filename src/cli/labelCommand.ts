import type { Command } from "commander";
import { type Labels, nameTexts } from "#experiment";
import { chooseDevice } from "./deviceOptions.ts";
import { nameOf, noteOf, tagOption } from "./labelOptions.ts";
import { parsedOption } from "./options.ts";
import { stderr } from "./output.ts";
import { addStoreOption, openStore, readStore, type StoreOptions, theExperiment } from "./storeOptions.ts";
import { UsageError } from "./usageError.ts";

interface LabelCommandOptions extends StoreOptions {
  readonly name?: string;
  readonly note?: string;
  readonly tag?: readonly string[];
  readonly untag?: readonly string[];
}

/** An empty text takes a label away. */
const orNone = (parse: (text: string) => string | undefined) => (text: string) => (text === "" ? "" : parse(text));

/** `droplab label <experiment>`: changes what it is called, and what is said of it. */
export function addLabelCommand(program: Command): void {
  const command = program
    .command("label <experiment>")
    .summary("change the name, the note or the tags of an experiment")
    .description(
      "Changes what an experiment is called, what is noted of it, and its tags; its runs stay what they are, and running the same again keeps them.",
    );
  addStoreOption(command)
    .addOption(parsedOption("--name <text>", "what it is called; an empty text takes the name away", nameTexts, orNone(nameOf)))
    .addOption(parsedOption("--note <text>", "what to remember of it; an empty text takes the note away", "a text", orNone(noteOf)))
    .addOption(tagOption("--tag <tag>", "a tag more; may be given several times"))
    .addOption(tagOption("--untag <tag>", "a tag less; may be given several times"))
    .addHelpText("after", "\nExample:\n  droplab label 3f2a --name 'dropout against max-norm' --tag paper --untag draft")
    .action(async (experiment: string, options: LabelCommandOptions) => label(experiment, options));
}

async function label(prefix: string, options: LabelCommandOptions): Promise<void> {
  const { name, note, tag, untag } = options;
  if ([name, note, tag, untag].every((one) => one === undefined))
    throw new UsageError("label: nothing is said to change; give --name, --note, --tag or --untag");
  const both = tag?.find((one) => untag?.includes(one));
  if (both !== undefined) throw new UsageError(`label: ${both} is to come and to go; give it with --tag or with --untag`);
  await (await readStore(options)).close(); // a store that is not there is not made
  const { device } = await chooseDevice();
  const { store } = openStore(options, device);
  try {
    const { id, tags } = await theExperiment(store, prefix, options);
    const missing = untag?.find((one) => !tags.includes(one));
    if (missing !== undefined) throw new UsageError(`untag: ${id} has no tag ${missing}; it has ${tags.length ? tags.join(", ") : "none"}`);
    const orNull = (text: string | undefined) => (text === "" ? null : text);
    await store.label(id, { name: orNull(name), note: orNull(note), addTags: tag, removeTags: untag });
    const [changed] = await store.experiments([id]);
    if (changed) stderr.write(`droplab: ${id} has ${labelsText(changed)}\n`);
  } finally {
    await store.close();
  }
}

/** `the name sweep of rates, no note and the tags paper, draft` */
function labelsText({ name, note, tags }: Labels): string {
  const tagged = tags.length ? `the ${tags.length === 1 ? "tag" : "tags"} ${tags.join(", ")}` : "no tags";
  return `${name === null ? "no name" : `the name ${name}`}, ${note === null ? "no note" : "a note"} and ${tagged}`;
}
