import { spawn } from "node:child_process";
import { platform } from "node:process";
import { stderr } from "./output.ts";

const openers: Readonly<Record<string, readonly [string, ...string[]]>> = {
  darwin: ["open"],
  win32: ["cmd", "/c", "start", ""],
};

/** Opens an address in the browser of the person at this machine; says so where there is none. */
export function openBrowser(address: string): void {
  const [program, ...before] = openers[platform] ?? ["xdg-open"];
  const opened = spawn(program as string, [...before, address], { stdio: "ignore", detached: true });
  opened.on("error", () => stderr.write("droplab: no browser could be opened here; open the address yourself\n"));
  opened.unref();
}
