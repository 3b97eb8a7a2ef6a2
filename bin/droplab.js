#!/usr/bin/env node
import { spawn } from "node:child_process";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import module from "node:module";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";

const { engines } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
const needed = engines.node.replace(">=", "");
const number = (version) => version.split(".").reduce((sum, part, i) => sum + Number(part) / 1000 ** i, 0);
const isCheckout = existsSync(new URL("../packaging", import.meta.url));
const isTooOld = number(process.versions.node) < number(needed);
// a checkout brings a Node of its own, whatever folder it is called from
const own = fileURLToPath(new URL("../node_modules/node/bin/node", import.meta.url));
const hasTakenOver = process.env.DROPLAB_NODE === own; // never twice
if (isTooOld && isCheckout && existsSync(own) && realpathSync(own) !== process.execPath && !hasTakenOver) {
  const child = spawn(own, [...process.execArgv, ...process.argv.slice(1)], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...process.env, DROPLAB_NODE: own },
  });
  // one that a terminal sends to both comes twice, and counts once
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"]) process.on(signal, () => child.kill(signal));
  const ending = await new Promise((resolve) => {
    child.on("exit", (code, signal) => resolve(signal ? 128 + constants.signals[signal] : code));
    child.on("error", () => resolve(undefined)); // it is another machine's
  });
  if (ending !== undefined) process.exit(ending);
}
// who took over ends when what the user has started is no more, as if it had been told to
if (hasTakenOver && process.channel) {
  process.channel.unref();
  process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));
}
if (isTooOld) {
  const here = isCheckout ? "; in a checkout type `npm ci`, then `npx droplab`, which brings its own Node" : "; get it from nodejs.org";
  console.error(`droplab: Node ${process.versions.node} is too old, ${needed} or newer is needed${here}`);
  process.exit(2);
}
// Node 22 says at each start that these are new; that is no news for who types a command
const { emitWarning } = process;
process.emitWarning = (warning, ...more) => {
  if (!/^(?:SQLite|Type Stripping) is an experimental feature/.test(String(warning))) emitWarning.call(process, warning, ...more);
};
// what was compiled once is not compiled again, in threads neither: each command starts twice as fast
const { directory } = module.enableCompileCache();
if (directory) process.env.NODE_COMPILE_CACHE = directory;
try {
  await import("../src/cli/main.ts");
} catch (error) {
  const [, name] = (error.code === "ERR_MODULE_NOT_FOUND" && /^Cannot find package '([^']+)'/.exec(error.message)) || [];
  if (name === undefined) throw error;
  const next = isCheckout ? "npm ci" : "npm install --include=optional";
  console.error(`droplab: the package ${name} is not installed, which the command line needs and the library does not; type ${next}`);
  process.exit(1);
}
