import type { Command } from "commander";
import { counted } from "#engine";
import type { StoreReader } from "#experiment";
import { countOpen } from "./countOpen.ts";
import { chooseDevice } from "./deviceOptions.ts";
import { stderr } from "./output.ts";
import { addStoreOption, openStore, readStore, type StoreOptions, theExperiment } from "./storeOptions.ts";

/** `droplab stop <id>`: what is wished of an experiment, by whoever works on it. */
export function addStopCommand(program: Command): void {
  const command = program
    .command("stop <id>")
    .summary("let an experiment stop, wherever it runs")
    .description(
      "Lets every process and worker that is at the runs of an experiment checkpoint them and take no more; what is done stays, and droplab resume, or the command that made it, goes on.",
    );
  addStoreOption(command).action(async (id: string, options: StoreOptions) => stopExperiment(id, options));
}

async function stopExperiment(prefix: string, options: StoreOptions): Promise<void> {
  await (await readStore(options)).close(); // a store that is not there is not made
  const { device } = await chooseDevice();
  const { store } = openStore(options, device);
  try {
    const { id, states } = await theExperiment(store, prefix, options);
    const waiting = states.queued + states.interrupted;
    if (waiting + states.running === 0) {
      stderr.write(`droplab: ${id}: none of its runs is open, so there is nothing to stop\n`);
      return;
    }
    const before = await store.wishes(id);
    if (before?.stopped && states.running === 0) {
      stderr.write(`droplab: ${id} is stopped already; droplab resume ${id} goes on with its ${counted(waiting, "run")}\n`);
      return;
    }
    const shared = await wantedByOthers(store, id);
    await store.wish(id, { stopped: true });
    const runs = [
      ...(states.running ? [`${counted(states.running, "run")} ${states.running === 1 ? "is" : "are"} given back within seconds`] : []),
      ...(waiting ? [`${waiting} ${waiting === 1 ? "stays" : "stay"} as ${waiting === 1 ? "it is" : "they are"}`] : []),
    ];
    const others = shared
      ? `, but ${shared} of these ${shared === 1 ? "goes" : "go"} on, as another experiment wants ${shared === 1 ? "it" : "them"}`
      : "";
    stderr.write(`droplab: ${id} stops: ${runs.join(", ")}${others}; droplab resume ${id} goes on with it\n`);
  } finally {
    await store.close();
  }
}

/** How many of an experiment's runs that are not at their end another experiment has, too, that is not stopped. */
async function wantedByOthers(store: StoreReader, id: string): Promise<number> {
  const own = new Set((await store.members(id)).map(({ trial }) => trial));
  const wanted = new Set<string>();
  for (const { id: other } of await store.experiments()) {
    if (other === id || (await store.wishes(other))?.stopped) continue;
    for (const { trial } of await store.members(other)) if (own.has(trial)) wanted.add(trial);
  }
  return countOpen(store, wanted);
}
