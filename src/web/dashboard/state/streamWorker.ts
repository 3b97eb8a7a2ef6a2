import { listen, type StreamMessage } from "./stream.ts";

/** The scope of a shared worker, as far as it is used here. */
interface SharedScope {
  onconnect: ((event: MessageEvent) => void) | null;
}

const ports = new Set<MessagePort>();
let last: StreamMessage | undefined;

const again = listen((message) => {
  if (message.kind !== "changed") last = message;
  for (const port of ports) port.postMessage(message);
});

(globalThis as unknown as SharedScope).onconnect = ({ ports: [port] }) => {
  if (!port) return;
  ports.add(port);
  port.onmessage = ({ data }) => {
    if (data === "bye") ports.delete(port);
    else if (data === "again") again();
  };
  if (last) port.postMessage(last);
};
