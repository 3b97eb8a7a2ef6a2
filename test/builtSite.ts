import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { env } from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = fileURLToPath(new URL("..", import.meta.url));
const stamp = join(root, "build/site.stamp");
const lock = join(root, "build/site.lock");
/** What the site is made of. */
const made = ["src", "docs", "examples", "README.md", "CHANGELOG.md", "bench/peers.md", "bench/tables.md", "package-lock.json"];
const others = ["vite.site.config.ts", "build/relaxed.js", "build/plain.js"];
/** Milliseconds after which a build that somebody else began is taken for dead. */
const LONGEST = 100_000;

/** The folder of the site, built anew where it is not of this tree. Files of tests that run at once share one build. */
export async function builtSite(): Promise<string> {
  const site = join(root, "build/site");
  const wanted = sumOfSources();
  const isFresh = () => existsSync(join(site, "sw.js")) && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted;
  while (!isFresh()) {
    if (!take()) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      continue;
    }
    try {
      if (!isFresh()) {
        rmSync(stamp, { force: true });
        const vite = join(root, "node_modules/vite/bin/vite.js");
        const production = { ...env, NODE_ENV: "production" };
        await run(process.execPath, [vite, "build", "-c", "vite.site.config.ts"], { cwd: root, env: production });
        writeFileSync(stamp, wanted);
      }
    } finally {
      rmSync(lock, { recursive: true, force: true });
    }
  }
  return site;
}

function take(): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    if (existsSync(lock) && Date.now() - statSync(lock).mtimeMs > LONGEST) rmSync(lock, { recursive: true, force: true });
    return false;
  }
}

function sumOfSources(): string {
  const sum = createHash("sha256");
  const files = [...made, ...others].flatMap((name) => {
    const path = join(root, name);
    if (!existsSync(path)) return [];
    if (statSync(path).isFile()) return [path];
    const entries = readdirSync(path, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  });
  for (const file of files.sort()) sum.update(file.slice(root.length)).update(readFileSync(file));
  return sum.digest("hex");
}
