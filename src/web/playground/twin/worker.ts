/** A twin's worker: answers what its page asks, on the WebAssembly device. */
import { openDevice } from "#devices/browser";
import { arrived } from "../../site/page/arrived.ts";
import type { Answer, Ask } from "./calls.ts";
import { TwinHost } from "./host.ts";

const say = (answer: Answer, transfer: Transferable[] = []) => postMessage(answer, { transfer });

/** Lets the messages in that wait: a macrotask that is not throttled, as timers are. Each that rests has its own turn. */
const { port1, port2 } = new MessageChannel();
const resting: (() => void)[] = [];
port1.onmessage = () => resting.shift()?.();
const rest = () =>
  new Promise<void>((resolve) => {
    resting.push(resolve);
    port2.postMessage(null);
  });

const device = arrived(openDevice("auto"));
device.catch(() => undefined); // it is told to whoever opens a net
const host = new TwinHost(device, rest, () => performance.now());

addEventListener("message", async ({ data: { id, method, given } }: MessageEvent<Ask>) => {
  try {
    const tell = (iteration: number) => say({ id, iteration });
    const call = host[method] as (...given: unknown[]) => Promise<unknown>;
    say({ id, value: await call.call(host, ...given, ...(method === "trial" ? [tell] : [])) });
  } catch (error) {
    say({ id, error: error instanceof Error ? error.message : String(error) });
  }
});
