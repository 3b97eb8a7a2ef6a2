/**
 * Puts the tarball of dist/ in the place of the one that `npm pack` has just made of the checkout: they have one name. What npm was asked
 * for (where to, a dry run) goes on to it in its environment.
 */
import { execFileSync } from "node:child_process";
import { execPath } from "node:process";
import { fileURLToPath } from "node:url";

const npm = process.env["npm_execpath"];
if (npm === undefined) throw new Error("packaging/tarball.ts is run by npm pack; type npm pack");
execFileSync(execPath, [npm, "pack", fileURLToPath(new URL("../dist", import.meta.url))], {
  cwd: fileURLToPath(new URL("..", import.meta.url)),
  stdio: ["ignore", "ignore", "inherit"],
});
