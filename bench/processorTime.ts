import { readdirSync, readFileSync } from "node:fs";

/** Of Linux: USER_HZ. */
const TICKS = 100;

/** Seconds of processor time that a PostgreSQL server on this machine and its processes have used since they began; of Linux alone. */
export function secondsOfServer(port: number): number {
  const all = readdirSync("/proc").flatMap((pid) => (/^\d+$/.test(pid) ? [processOf(pid)] : []));
  const server = all.find((one) => one?.name === "postgres" && one.command.includes(`port=${port}`));
  const own = all.filter((one) => one && server && (one.pid === server.pid || one.parent === server.pid));
  // what its ended processes used is the server's
  return own.reduce((sum, one) => sum + (one?.ticks ?? 0), server?.ticksOfEnded ?? 0) / TICKS;
}

function processOf(pid: string) {
  try {
    const [, name = "", rest = ""] = /^\d+ \((.*)\) (.*)/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    const fields = rest.split(" ").map(Number);
    const [parent = 0, user = 0, system = 0, userEnded = 0, systemEnded = 0] = [1, 11, 12, 13, 14].map((at) => fields[at] ?? 0);
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
    return { pid: Number(pid), name, command, parent, ticks: user + system, ticksOfEnded: userEnded + systemEnded };
  } catch {
    return undefined; // it has ended meanwhile
  }
}
