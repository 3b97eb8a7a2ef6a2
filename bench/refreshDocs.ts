/**
 * `npm run refresh:docs`: writes docs/methods.md and the schema of experiments anew, runs every command that README.md and
 * examples/README.md show behind `$`, and writes what it prints below it. Lines of progress (standard error) stay as they are; of a block that leaves lines out with `...`, its first and last lines
 * are kept. For use when the digits of runs have changed; look at the difference before committing it.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { env, execPath, stderr } from "node:process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const pages = ["README.md", "examples/README.md"];
/** Lines of standard error that a page shows too. */
const isProgress = (line: string) => /[█░]|runs finished/.test(line);

/** What a shown command prints on standard output, without a store of before. */
function printed(command: string): string[] {
  const store = mkdtempSync(join(tmpdir(), "droplab-docs-"));
  try {
    const withStore = /^npx droplab (run|sweep|table|variance)\b/.test(command) ? `${command} --store '${store}/droplab.db'` : command;
    stderr.write(`${command}\n`);
    const settings = { ...env, COLUMNS: "80" };
    return execFileSync("bash", ["-c", withStore], { cwd: root, encoding: "utf8", env: settings, stdio: ["ignore", "pipe", "ignore"] })
      .trimEnd()
      .split("\n");
  } finally {
    rmSync(store, { recursive: true });
  }
}

function refreshed(shown: readonly string[], lines: readonly string[]): string[] {
  const progress = shown.filter(isProgress);
  const gap = shown.indexOf("...");
  const shortened = gap < 0 ? lines : [...lines.slice(0, gap), "...", ...lines.slice(lines.length - (shown.length - gap - 1))];
  return [...progress, ...(progress.length ? [""] : []), ...shortened];
}

/** A block holds one command after the other, each with its output and a blank line between. */
function refreshBlock(block: string): string {
  const commands = block.split(/^(?=\$ )/m).map((part) => {
    const [first = "", ...rest] = part.split("\n");
    const shown = rest.join("\n").trimEnd().split("\n");
    return [first, ...refreshed(shown, printed(first.slice(2)))].join("\n");
  });
  return `${commands.join("\n\n")}\n`;
}

for (const page of pages) {
  const file = join(root, page);
  if (!existsSync(file)) continue;
  const before = readFileSync(file, "utf8");
  const after = before.replace(/(?<=^```console\n)\$ [^`]*(?=^```$)/gm, refreshBlock);
  if (after !== before) writeFileSync(file, after);
}

/** Documents that commands print whole. */
const written = {
  "docs/methods.md": ["methods", "--markdown"],
  "docs/experiment.schema.json": ["sweep", "--schema"],
};
for (const [page, args] of Object.entries(written))
  writeFileSync(join(root, page), execFileSync(execPath, [join(root, "bin/droplab.js"), ...args], { encoding: "utf8" }));
