/** What `npm run bench:machines` measured. */
export interface MachinesFacts {
  readonly processor: string;
  readonly cores: number;
  /** Runs taken, finished and settled a second: ten at a time by four workers, over so many runs and in their last tenth; and one by one by 16. */
  readonly batches: { readonly runs: number; readonly perSecond: number; readonly inLastTenth: number };
  readonly singles: { readonly runs: number; readonly perSecond: number };
  /** Milliseconds that a run costs beside its training, of so many. */
  readonly overhead: { readonly runs: number; readonly inMemory: number; readonly inDatabase: number };
  /** Workers that wait, and that work, and the share of a core that the server needs for them. */
  readonly idle: { readonly workers: number; readonly ofServer: number; readonly ofWorkers: number };
  readonly working: { readonly workers: number; readonly ofServer: number };
  /** Of a net of 431,080 parameters with momentum, ten times the post's: megabytes, milliseconds, and those of the server's processor. */
  readonly checkpoint: { readonly megabytes: number; readonly took: number; readonly ofServer: number };
  /** Seconds of commands on so many runs, in a file and in a database. */
  readonly reading: {
    readonly runs: number;
    readonly commands: readonly { readonly name: string; readonly inFile: number; readonly inDatabase: number }[];
  };
}

const whole = (value: number) => Math.round(value).toLocaleString("en-US");
const percent = (share: number) => `${(100 * share).toFixed(1)}%`;

/** The figures as a table. */
export function measuredLines({ batches, singles, overhead, idle, working, checkpoint, reading }: MachinesFacts): string[] {
  const rows = [
    [
      `runs taken, finished and settled, ten at a time by 4 workers, over ${whole(batches.runs)}`,
      `${whole(batches.perSecond)} a second, ${whole(batches.inLastTenth)} in the last tenth`,
    ],
    [`the same one by one, by 16 workers, over ${whole(singles.runs)}`, `${whole(singles.perSecond)} a second`],
    [
      `what a run costs beside its training, of ${whole(overhead.runs)} that wait`,
      `${(overhead.inDatabase - overhead.inMemory).toFixed(1)} ms more than in memory (${overhead.inMemory.toFixed(1)} ms)`,
    ],
    [
      `${whole(idle.workers)} workers that wait for runs`,
      `${percent(idle.ofServer)} of a core on the server, ${percent(idle.ofWorkers)} for all workers together`,
    ],
    [`${whole(working.workers)} workers at work, between checkpoints`, `${percent(working.ofServer)} of a core on the server`],
    [
      `a checkpoint of ${checkpoint.megabytes.toFixed(1)} MB, as of a net of 431,080 parameters with momentum`,
      `${whole(checkpoint.took)} ms, ${whole(checkpoint.ofServer)} ms of the server's processor`,
    ],
    ...reading.commands.map(({ name, inFile, inDatabase }) => [
      `\`droplab ${name}\`, ${whole(reading.runs)} runs with 50 evaluations each`,
      `${inDatabase.toFixed(2)} s, in a file ${inFile.toFixed(2)} s`,
    ]),
  ];
  return ["| what | measured |", "| --- | --- |", ...rows.map((row) => `| ${row.join(" | ")} |`)];
}

/** So many workers, and runs at once on each. */
const [WORKERS, CORES] = [1000, 8];
/** Seconds between checkpoints: as they come, and as so many workers should have them. */
const [OFTEN, SELDOM] = [30, 600];

/** What follows from the figures for many workers. */
export function carriesLines({ singles, working, checkpoint }: MachinesFacts): string[] {
  const atOnce = WORKERS * CORES;
  const beats = (WORKERS / working.workers) * working.ofServer;
  const load = (every: number) => {
    const perSecond = atOnce / every;
    const cores = (perSecond * checkpoint.ofServer) / 1000;
    return `${cores.toFixed(1)} cores and ${whole(perSecond * checkpoint.megabytes)} MB a second to its disk`;
  };
  return [
    `From these, for ${whole(WORKERS)} workers of ${CORES} cores:`,
    "",
    `- **Beats and progress**: the server needs ${percent(beats)} of a core.`,
    `- **Runs**: ${whole(atOnce)} at once, taken one by one, keep all cores busy where each takes ${whole(Math.ceil(atOnce / singles.perSecond))} seconds or longer.`,
    `- **Checkpoints** of that size: every ${OFTEN} seconds the server needs ${load(OFTEN)}; with \`--checkpoint-every ${SELDOM}\`, ${load(SELDOM)}.`,
    `- **Connections**: ${whole(2 * WORKERS)}, so PgBouncer, with some 40 to the server.`,
  ];
}

/** docs/scaling.md with what stands between its marks made anew. */
export function withFigures(page: string, facts: MachinesFacts): string {
  const text = [...measuredLines(facts), "", ...carriesLines(facts)].join("\n");
  return page.replace(/(<!-- bench:machines -->\n)[\s\S]*?(\n<!-- \/bench:machines -->)/, (_, begin, end) => `${begin}\n${text}\n${end}`);
}
