import { listen, type StreamMessage } from "./stream.ts";

/** The scope of a shared worker, as far as it is used here. */
interface SharedScope {
  onconnect: ((event: MessageEvent) => void) | null;
}

const ports = new Set<MessagePort>();
let last: StreamMessage | undefined;
let trouble: StreamMessage | undefined;

const again = listen((message) => {
  if (message.kind === "trouble") trouble = message;
  else if (message.kind !== "changed") last = message;
  // a new connection tells of trouble anew
  if (message.kind === "hello") trouble = undefined;
  for (const port of ports) port.postMessage(message);
});

(globalThis as unknown as SharedScope).onconnect = ({ ports: [port] }) => {
  if (!port) return;
  ports.add(port);
  port.onmessage = ({ data }) => {
    if (data === "bye") ports.delete(port);
    else if (data === "again") again();
  };
  for (const known of [last, trouble]) if (known) port.postMessage(known);
};
