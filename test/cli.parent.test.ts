import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { env, execPath } from "node:process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

test("15.10: the Node of the checkout gives its runs back when the one that started it is killed", async () => {
  const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));
  const words = ["sweep", "--dropout", "0,0.2", "-i", "100000", "-r", "1", "--workers", "1"];
  const child = spawn(execPath, [path("bin/droplab.js"), ...words], {
    cwd: mkdtempSync(join(tmpdir(), "droplab-")),
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    env: { ...env, DROPLAB_NODE: path("node_modules/node/bin/node") },
  });
  let said = "";
  child.stderr?.on("data", (text) => {
    said += text;
    if (child.connected && /\d+\/100000/.test(said)) child.disconnect(); // as its death does
  });
  expect(await new Promise((resolve) => child.on("exit", resolve))).toBe(130);
  expect(said).toContain("the same command continues where they stopped");
});
