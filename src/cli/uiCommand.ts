import { extname } from "node:path";
import { stderr as terminal } from "node:process";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { Command } from "commander";
import type { StoreReader } from "#experiment";
import { storeName } from "#store";
import { type Dashboard, loadServer } from "#web";
import { chooseDevice } from "./deviceOptions.ts";
import { followedStore } from "./followedStore.ts";
import { openBrowser } from "./openBrowser.ts";
import { numberOption } from "./options.ts";
import { stderr } from "./output.ts";
import { packageVersion } from "./packageVersion.ts";
import { PageSteering } from "./pageSteering.ts";
import { reasonOf } from "./reasonOf.ts";
import { addStoreOption, openStore, quoted, readStore, type StoreOptions, storeWords } from "./storeOptions.ts";
import { exitCodes, UsageError } from "./usageError.ts";

interface UiOptions extends StoreOptions {
  readonly host: string;
  readonly port?: number;
  readonly open?: boolean;
  readonly readOnly?: boolean;
}

const MOST_PORT = 65535;
const page = fileURLToPath(new URL("../../build/dashboard/", import.meta.url));
const site = fileURLToPath(new URL("../../build/site/", import.meta.url));

/** `droplab ui`: the page that shows everything as it happens. */
export function addUiCommand(program: Command, setExitCode: (code: number) => void): void {
  const command = program
    .command("ui")
    .summary("show everything in the store on a live page, and steer it from there")
    .description(
      [
        "Serves a page on this machine that shows all experiments and their runs as they happen, also those of other terminals and machines; says whether it helped in the words of droplab compare; looks into nets; and starts, stops and extends experiments.",
        "Anyone on this machine who has the address may look. To start and stop, a browser needs the token that the address printed here carries: open it once. With --host beyond this machine it is needed for looking, too, and the connection is not encrypted: use it in networks that you trust, or through ssh -L.",
      ].join("\n\n"),
    );
  addStoreOption(command)
    .addOption(
      numberOption(
        "--port <number>",
        "where to listen (default: a free one)",
        `a whole number from 0 to ${MOST_PORT}`,
        (port) => Number.isInteger(port) && port >= 0 && port <= MOST_PORT,
      ),
    )
    .option("--host <address>", "the address to listen on", "127.0.0.1")
    .option("--open", "open the page in the browser")
    .option("--read-only", "only show: nothing can be started, stopped or written from the page")
    .addHelpText("after", "\nExamples:\n  droplab ui --open\n  droplab ui --store postgres://user@host/database --read-only")
    .action(async (options: UiOptions) => setExitCode(await ui(options)));
}

async function ui(options: UiOptions): Promise<number> {
  const { store: place } = options;
  if (place === false) throw new UsageError("no-store: there is nothing to show without a store; leave it out");
  if (options.host.trim() === "") throw new UsageError('host: "" is no address; name one, such as 127.0.0.1, or leave --host out');
  const reader = await storeToShow(options);
  const steering = new PageSteering(place, options.readOnly === true);
  const { serveDashboard } = await loadServer();
  let dashboard: Dashboard;
  try {
    dashboard = await serveDashboard({
      host: options.host,
      port: options.port ?? 0,
      page,
      site,
      reader,
      startReader: () => new Worker(new URL(`./uiThread${extname(import.meta.url)}`, import.meta.url), { workerData: { store: place } }),
      steering,
      droplab: packageVersion,
      store: storeName(place),
      storeWords: storeWords(place).map(quoted).join(" "),
      isReadOnly: options.readOnly === true,
    });
  } catch (error) {
    await reader.close();
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (syscall === "listen" || syscall === "getaddrinfo")
      throw new UsageError(
        `${syscall === "listen" && options.port ? "port" : "host"}: ${options.host}${options.port ? `:${options.port}` : ""} cannot be listened on (${code ?? reasonOf(error as Error)}); choose another with --port or --host`,
      );
    throw error;
  }
  const address = options.readOnly && !dashboard.needsToken ? dashboard.address : `${dashboard.address}?token=${dashboard.token}`;
  stderr.write(`droplab: ${storeName(place)} is shown at ${address}\n`);
  if (options.readOnly && dashboard.needsToken) stderr.write("droplab: who opens this address may look; without the token nobody may\n");
  if (!options.readOnly) stderr.write("droplab: who opens this address may start and stop experiments; without the token one may look\n");
  stderr.write("droplab: Ctrl-C ends the server\n");
  if (options.open) openBrowser(address);
  const what = await untilEnded(steering);
  if (terminal.isTTY) terminal.write("\n");
  await dashboard.close();
  await steering.close(what === "all");
  return exitCodes.success;
}

/** A store that is not there yet is made, so that the page can start the first experiment; a server that only shows needs one. */
async function storeToShow(options: UiOptions): Promise<StoreReader> {
  if (options.readOnly) await (await readStore(options)).close();
  else {
    const { device } = await chooseDevice();
    const laboratory = openStore(options, device);
    await laboratory.store.wishes(""); // a database is connected to when it is first asked
    await laboratory.close();
  }
  return followedStore(options.store as string);
}

/**
 * Resolves when the server is to end, and whether what was started from the page is to end with it: at once where nothing runs, and where
 * something does, when that was said and asked again. Who ends the server otherwise leaves it to itself.
 */
function untilEnded(steering: PageSteering): Promise<"all" | "server"> {
  return new Promise((resolve) => {
    let said: number | undefined;
    process.on("SIGINT", () => {
      const { running } = steering;
      if (running === 0) return resolve("all");
      if (said !== undefined && performance.now() - said < SAME_PRESS_MS) return undefined;
      if (said !== undefined && performance.now() - said < STILL_KNOWN_MS) return resolve("all");
      said = performance.now();
      stderr.write(
        `droplab: ${startedText(running)} still ${running === 1 ? "trains" : "train"}; Ctrl-C again stops ${running === 1 ? "it" : "them"} with the server, nothing is lost, and droplab resume goes on\n`,
      );
      return undefined;
    });
    for (const signal of ["SIGTERM", "SIGHUP"] as const)
      process.on(signal, () => {
        const { running } = steering;
        if (running)
          stderr.write(
            `droplab: ${startedText(running)} ${running === 1 ? "goes" : "go"} on without the server; droplab stop ends ${running === 1 ? "it" : "them"}\n`,
          );
        resolve("server");
      });
  });
}

const startedText = (count: number): string =>
  count === 1 ? "an experiment that was started from the page" : `${count} experiments that were started from the page`;

/** One Ctrl-C may come several times: npx passes on the terminal's. */
const SAME_PRESS_MS = 1000;
/** So long what was said counts as known. */
const STILL_KNOWN_MS = 60_000;
