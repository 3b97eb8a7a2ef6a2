import { readFileSync } from "node:fs";
import { freemem, totalmem } from "node:os";
import { inLine } from "#engine";
import { configurationsOf, configurationText, DamagedStoreError, type ExperimentRecord, isSettled, type TrialRecord } from "#experiment";
import { percent } from "#report";
import { scoreOf } from "#train";
import type { LatelyRow, NowView, WaitingRow, WorkerRow } from "../../api/shapes.ts";
import { NotThereError, type Tools, titleOf } from "../tools.ts";
import { experimentRow } from "./experimentRows.ts";
import { openRunsOf, progressUnlessDamaged, workOf } from "./progressOf.ts";
import { secondsOn, speedOf } from "./workLeft.ts";

/** Runs that ended last, and experiments that are looked through for them. */
const [MOST_LATELY, MOST_LOOKED_AT] = [8, 6];

/** Who works on what, what waits, what ended lately. */
export async function nowView(tools: Tools, _: object): Promise<NowView> {
  const { store, kept, isShared, host } = tools;
  const experiments = await kept.experiments();
  const open = experiments.filter(({ states }) => states.queued + states.running + states.interrupted > 0);
  const homes = await homesOf(tools, open);
  const running = await store.running();
  const workers = running.map((record): WorkerRow => {
    const home = homes.get(record.id);
    const { owner, iteration, config } = record;
    const speed = speedOf(record);
    return {
      run: record.id,
      host: inLine(owner?.host ?? ""),
      pid: owner?.pid ?? 0,
      experiment: home?.experiment.id ?? null,
      title: home ? titleOf(home.experiment) : record.id.slice(0, 10),
      configuration: home ? `${home.name}, run ${home.repetition}`.replace(/^, /, "") : "",
      iteration,
      iterations: config.iterations,
      speed,
      secondsLeft: speed === null ? null : (config.iterations - iteration) / speed,
      memory: owner?.host === host ? memoryOf(owner.pid) : null,
      isAlive: record.alive,
    };
  });
  const alive = workers.filter(({ isAlive }) => isAlive);
  const waiting: WaitingRow[] = [];
  const damages: string[] = [];
  const going: ExperimentRecord[] = [];
  // a run of several experiments is made once
  const toGo = new Set<string>();
  let unread = 0;
  for (const experiment of open) {
    const { secondsLeft, damage } = await progressUnlessDamaged(tools, experiment);
    if (damage !== null) damages.push(damage);
    else for (const id of await openRunsOf(tools, experiment)) toGo.add(id);
    const { order, state } = await experimentRow(tools, experiment);
    const { queued, running: trained, interrupted } = experiment.states;
    if (damage !== null) unread += queued + trained + interrupted;
    if (damage === null && (state === "running" || state === "waiting")) going.push(experiment);
    if (queued + interrupted > 0 || state === "stopped")
      waiting.push({ id: experiment.id, title: titleOf(experiment), runs: queued + interrupted, secondsLeft, order, state });
  }
  return {
    at: new Date().toISOString(),
    workers,
    idle: isShared ? (await store.idleWorkers()).map(({ host: name, pid }) => ({ host: inLine(name), pid })) : [],
    waiting: waiting.sort((a, b) => a.order - b.order),
    lately: await latelyOf(tools, experiments).catch((error) => {
      if (!(error instanceof DamagedStoreError)) throw error;
      damages.push(error.message);
      return [];
    }),
    damage: damages[0] ?? null,
    speed: alive.reduce((sum, { speed }) => sum + (speed ?? 0), 0),
    memory: { used: totalmem() - freemem(), total: totalmem() },
    runsToGo: toGo.size + unread,
    ...(await forecast(tools, { open, going, threads: alive.length })),
  };
}

interface Going {
  readonly open: readonly ExperimentRecord[];
  /** Those of them that somebody works on or will. */
  readonly going: readonly ExperimentRecord[];
  readonly threads: number;
}

/**
 * When all that is open is done, on as many threads as work now; where of some nothing is known, or nobody works on them, when those are that run.
 * A run of several experiments is made once.
 */
async function forecast(tools: Tools, { open, going, threads }: Going): Promise<Pick<NowView, "secondsLeft" | "isOfAll">> {
  const works = await Promise.all(going.map((experiment) => workOf(tools, experiment)));
  const isOfAll = going.length === open.length && !works.includes(null);
  const counted = works.filter((_, index) => isOfAll || going[index]?.states.running);
  const left = new Map(counted.flatMap((work) => [...(work ?? [])]));
  return { secondsLeft: threads && left.size ? secondsOn(threads, left.values()) : null, isOfAll };
}

interface Home {
  readonly experiment: ExperimentRecord;
  readonly name: string;
  readonly repetition: number;
}

/** Where the runs of experiments belong, of the first that has each. */
async function homesOf({ kept }: Tools, experiments: readonly ExperimentRecord[]): Promise<Map<string, Home>> {
  const homes = new Map<string, Home>();
  for (const experiment of experiments) {
    const names = configurationsOf(experiment.definition).map(({ varied }) => configurationText(varied));
    for (const { trial, configuration, repetition } of await kept.members(experiment.id))
      if (!homes.has(trial)) homes.set(trial, { experiment, name: names[configuration] ?? "", repetition });
  }
  return homes;
}

/** Runs that came to their end last, in the experiments that changed last. */
async function latelyOf(tools: Tools, experiments: readonly ExperimentRecord[]): Promise<LatelyRow[]> {
  const some = experiments.slice(-MOST_LOOKED_AT);
  const homes = await homesOf(tools, some);
  const records = [...(await tools.kept.trials([...homes.keys()])).values()].filter((record) => isSettled(record) && record.finished);
  return records
    .sort((a, b) => ((a.finished ?? "") < (b.finished ?? "") ? 1 : -1))
    .slice(0, MOST_LATELY)
    .map((record) => {
      const home = homes.get(record.id);
      if (!home) throw new NotThereError(`run ${record.id}: it has no experiment`);
      return {
        run: record.id,
        experiment: home.experiment.id,
        title: titleOf(home.experiment),
        at: record.finished ?? "",
        state: record.state,
        name: `${home.name ? `${home.name}, ` : ""}run ${home.repetition}`,
        outcome: outcomeOf(record),
      };
    });
}

function outcomeOf({ result, error }: TrialRecord): string {
  if (!result) return inLine(error ?? "");
  const score = scoreOf(result);
  return score === null ? `diverged at iteration ${result.divergedAt}` : percent(score);
}

/** Bytes that a process of this machine has in memory; null where its system does not tell. */
function memoryOf(pid: number): number | null {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kilobytes === undefined ? null : 1024 * Number(kilobytes);
  } catch {
    return null;
  }
}
