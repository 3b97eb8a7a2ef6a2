import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const bin = fileURLToPath(new URL("../bin/droplab.js", import.meta.url));

export interface ServedDashboard {
  /** Without a slash at its end. */
  readonly address: string;
  readonly port: number;
  readonly token: string;
  readonly child: ChildProcess;
  /** What it has said. */
  said(): string;
  /** Asks it to end; gives the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** `droplab ui` as a process of its own, of this checkout or another `program`. */
export async function serveUi(cwd: string, args: readonly string[] = [], program = bin): Promise<ServedDashboard> {
  const child = spawn(process.execPath, [program, "ui", ...args], { cwd, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const found = await new Promise<RegExpExecArray>((resolve, reject) => {
    child.stderr.on("data", (data) => {
      said += data;
      const match = /(http:\/\/[^/]+:(\d+))\/(?:\?token=(\S+))?\s/.exec(said);
      if (match) resolve(match);
    });
    child.once("exit", () => reject(new Error(`droplab ui ended: ${said}`)));
  });
  const [, address = "", port, token = ""] = found;
  return {
    address,
    port: Number(port),
    token,
    child,
    said: () => said,
    stop(signal = "SIGTERM") {
      child.kill(signal);
      return ended;
    },
  };
}

/** The cookie that a browser gets for the token. */
export async function cookieOf({ address, token }: Pick<ServedDashboard, "address" | "token">): Promise<string> {
  const answer = await fetch(`${address}/?token=${token}`, { redirect: "manual" });
  return answer.headers.get("set-cookie")?.split(";")[0] ?? "";
}
