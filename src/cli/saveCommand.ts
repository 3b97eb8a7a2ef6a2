import type { Command } from "commander";
import { fileOfNet, isNetBegun } from "#trained";
import { keptNet } from "./keptNet.ts";
import { stderr } from "./output.ts";
import { addStoreOption, type StoreOptions } from "./storeOptions.ts";
import { writeOutput } from "./writeOutput.ts";

interface SaveOptions extends StoreOptions {
  readonly output?: string;
}

/** `droplab save`: the net of a run as a file. */
export function addSaveCommand(program: Command): void {
  const command = program
    .command("save <run>")
    .summary("save a run's net to a file, for predict and for programs")
    .description(
      [
        "Writes the net of a finished run, of its chosen iteration, to one file: the model, the weights with all their digits, the classes, and how the examples of its data were read. Data, host and command line are not in it.",
        "droplab predict reads it, as does Learner.load of the library, in Node and in a browser. A name that ends in .json makes JSON, any other the shorter format of learner.save.",
      ].join("\n\n"),
    );
  addStoreOption(command)
    .option("-o, --output <file>", "where to write it; - is standard output, as JSON (default: a name made of the run's id)")
    .addHelpText("after", "\nExamples:\n  droplab save 3f2a -o net.json\n  droplab predict net.json --input digit.png")
    .action(async (run: string, options: SaveOptions) => save(run, options));
}

async function save(run: string, options: SaveOptions): Promise<void> {
  const { net, title } = await keptNet(run, options);
  const file = options.output ?? `droplab-${net.header.run?.slice(0, 10) ?? "net"}.json`;
  const pieces = fileOfNet(net, file === "-" ? "net.json" : file);
  await writeOutput(file, pieces, { ...options, replaces: { notOne: "no saved net", isOne: isNetBegun } });
  const bytes = pieces.reduce((sum, { length }) => sum + length, 0);
  if (file !== "-") stderr.write(`droplab: wrote the net of ${title} to ${file} (${Math.ceil(bytes / 1024)} KB)\n`);
}
