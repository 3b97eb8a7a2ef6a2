/** Has a Worker train, and shows what it says, as text. All that is to run in a page is loaded beside it. */
import * as analysis from "#analysis";
import * as data from "#data";
import * as reference from "#devices/reference";
import * as engine from "#engine";
import * as experiment from "#experiment";
import * as nn from "#nn";
import * as optim from "#optim";
import * as regularize from "#regularize";
import * as report from "#report";
import * as train from "#train";

const doors = { analysis, data, reference, engine, experiment, nn, optim, regularize, report, train };
const pages = await report.loadPages();

const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
const said = await new Promise<object>((resolve) => {
  worker.addEventListener("message", ({ data: message }) => resolve(message));
  worker.addEventListener("error", ({ message }) => resolve({ error: message || "the worker cannot be loaded" }));
  worker.postMessage("go");
});
/** Typed arrays as plain ones. */
const plain = (_: string, value: unknown) => (ArrayBuffer.isView(value) ? Array.from(value as Float32Array) : value);
const loaded = Object.values({ ...doors, pages }).every((door) => Object.values(door).every((name) => name !== undefined));
const output = document.querySelector("output") as HTMLOutputElement;
output.textContent = JSON.stringify({ ...said, loaded, sharedMemory: "SharedArrayBuffer" in globalThis }, plain);
output.dataset["state"] = "done";
