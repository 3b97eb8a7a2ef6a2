/** A module Worker: fetches the kernels and some examples, trains, and says what came of it. */
import { wasmDevice } from "#devices/wasm";
import { dataOf, train } from "./training.ts";

const fetched = async (url: URL | string) => (await fetch(url)).arrayBuffer();

addEventListener("message", async () => {
  try {
    const device = await wasmDevice({
      relaxed: () => fetched(new URL("../../build/droplab.wasm", import.meta.url)),
      plain: () => fetched(new URL("../../build/droplab.plain.wasm", import.meta.url)),
    });
    const trained = await train(dataOf(new Uint8Array(await fetched("/examples"))), device, () => performance.now());
    postMessage({ trained });
  } catch (error) {
    postMessage({ error: String(error) });
  }
});
