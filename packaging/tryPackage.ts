/**
 * `npm run try:package`: installs what `npm pack` makes in an empty project, from the registry, as a user would: runs the README's program
 * and the command line on the oldest Node that is said to do, on those that are maintained and on the newest; bundles a page with Vite
 * and with esbuild, and serves one with Vite's development server, and has each train in a real browser. Minutes, so no test.
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { arch, platform, stdout } from "node:process";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { openBrowser } from "../test/browser.ts";
import { serveFolder } from "../test/servedFolder.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const readme = readFileSync(join(root, "README.md"), "utf8");
const { engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const project = mkdtempSync(join(tmpdir(), "droplab-try-"));
const say = (text: string) => void stdout.write(`${text}\n`);
const command = (file: string, args: readonly string[]) =>
  execFileSync(file, args, { cwd: project, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
const install = (...packages: readonly string[]) =>
  void command("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", ...packages]);

const oldest = `${engines.node.replace(">=", "")}.0`;
const nodes = [oldest, "22", "24", "latest"];
const nodeAt = (version: string) => join(project, `node_modules/node-${version}/bin/node`);

execFileSync("npm", ["pack", "--pack-destination", project], { cwd: root, stdio: "ignore" });
const [tarball = ""] = readdirSync(project).filter((name) => name.endsWith(".tgz"));
writeFileSync(join(project, "package.json"), '{ "name": "try", "private": true, "type": "module" }');
install(`./${tarball}`, ...nodes.map((version) => `node-${version}@npm:node-${platform}-${arch}@${version}`));

const [, program = ""] = /## In your own program\n[\s\S]*?```ts\n([\s\S]*?)```/.exec(readme) ?? [];
writeFileSync(join(project, "program.js"), program);
const said = new Set<string>();
for (const version of nodes) {
  const node = nodeAt(version);
  const droplab = (...args: string[]) => command(node, ["node_modules/droplab/bin/droplab.js", ...args]);
  const accuracy = command(node, ["program.js"]).trim();
  said.add(accuracy);
  const runs = droplab("run", "--model", "mlp(8)", "-i", "50", "-r", "2", "--store", `${version}.db`);
  said.add(runs);
  const [{ id }] = JSON.parse(droplab("list", "--json", "--store", `${version}.db`));
  droplab("report", id, "--store", `${version}.db`, "-o", "report.html");
  say(`Node ${command(node, ["--version"]).trim()}: the README's program says ${accuracy}; run, list and report work`);
}
if (said.size !== 2) throw new Error(`not all say the same:\n${[...said].join("\n")}`);

const shown = JSON.parse(command(nodeAt("24"), ["node_modules/droplab/bin/droplab.js", "list", "--json", "--store", "24.db"]));
const { trials } = JSON.parse(
  command(nodeAt("24"), ["node_modules/droplab/bin/droplab.js", "show", shown[0].id, "--json", "--store", "24.db"]),
);
cpSync(join(root, "test/package"), join(project, "page"), { recursive: true });
mkdirSync(join(project, "page/public"));
command(nodeAt("24"), ["node_modules/droplab/bin/droplab.js", "save", trials[0].trial, "--store", "24.db", "-o", "page/public/net.json"]);

install("vite", "esbuild");
command("npx", ["vite", "build", "page", "--outDir", "../vite", "--logLevel", "error"]);
cpSync(join(project, "page/index.html"), join(project, "esbuild/index.html"));
cpSync(join(project, "page/public/net.json"), join(project, "esbuild/net.json"));
command("npx", ["esbuild", "page/page.js", "--bundle", "--format=esm", "--splitting", "--minify", "--outdir=esbuild", "--log-level=error"]);

const browser = await openBrowser();
const digits = new Set<string>();
for (const bundler of ["vite", "esbuild"]) {
  const server = await serveFolder(join(project, bundler));
  digits.add(await trainedAt(browser, server.address, bundler));
  server.close();
}
const { createServer } = await import(join(project, "node_modules/vite/dist/node/index.js"));
const development = await createServer({
  root: join(project, "page"),
  configFile: false,
  logLevel: "error",
  server: { port: 0, host: "127.0.0.1" },
});
await development.listen();
digits.add(await trainedAt(browser, development.resolvedUrls.local[0], "vite's development server"));
await development.close();
await browser.close();
if (digits.size !== 1) throw new Error(`not all pages say the same:\n${[...digits].join("\n")}`);
rmSync(project, { recursive: true, force: true });

/** What a page says when it is done. */
async function trainedAt(on: Browser, address: string, bundler: string): Promise<string> {
  const tab = await on.newPage();
  await tab.goto(address);
  await tab.locator("output[data-state=done]").waitFor({ state: "attached" });
  const text = (await tab.locator("output").textContent()) ?? "";
  const { error, accuracy, isSame } = JSON.parse(text);
  if (error || !isSame) throw new Error(`${bundler}: ${text}`);
  say(`a page of ${bundler} trains in Chromium ${on.version()}: accuracy ${accuracy}`);
  return text;
}
