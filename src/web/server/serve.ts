import { randomUUID } from "node:crypto";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Worker } from "node:worker_threads";
import { createAdaptorServer } from "@hono/node-server";
import type { StoreReader } from "#experiment";
import type { Overview } from "../api/shapes.ts";
import { makeApp } from "./app.ts";
import { loadAssets } from "./assets.ts";
import { newToken } from "./guard.ts";
import { Reader } from "./reader.ts";
import type { Steering } from "./steering.ts";
import { Streams } from "./streams.ts";

export interface DashboardOptions extends Omit<Overview, "maySteer" | "server"> {
  /** The address to listen on. */
  readonly host: string;
  /** 0 is a free one. */
  readonly port: number;
  /** The folder of the built page. */
  readonly page: string;
  /** The folder of the built site, with the playground; it may be missing. */
  readonly site: string;
  /** For what changed, beside the thread's own. */
  readonly reader: StoreReader;
  /** Starts the thread that answers; see answerOn. */
  readonly startReader: () => Worker;
  readonly steering: Steering;
}

export interface Dashboard {
  /** Without the token. */
  readonly address: string;
  /** Whether the token is needed for looking, too. */
  readonly needsToken: boolean;
  readonly token: string;
  close(): Promise<void>;
}

const isThisMachine = (host: string): boolean => host === "localhost" || host === "::1" || /^127\./.test(host);

/** So long a request may take to arrive, in milliseconds. */
const REQUEST_TIMEOUT = 30_000;

/** Serves the dashboard until it is closed. Throws where the address cannot be listened on, or the page is not built. */
export async function serveDashboard(options: DashboardOptions): Promise<Dashboard> {
  const { host, port, page, site, reader: changes, startReader, steering, ...overview } = options;
  const token = newToken();
  const reader = new Reader(startReader);
  const streams = new Streams(changes);
  let bound = port;
  const app = makeApp({
    guard: { host, port: () => bound, token, needsTokenToLook: !isThisMachine(host), isReadOnly: overview.isReadOnly },
    assets: loadAssets(page),
    site,
    reader,
    streams,
    steering,
    overview: { ...overview, server: randomUUID() },
  });
  const server = createAdaptorServer({ fetch: app.fetch, hostname: host }) as Server;
  server.requestTimeout = REQUEST_TIMEOUT;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  bound = (server.address() as AddressInfo).port;
  const { address: listened } = server.address() as AddressInfo;
  const named = host.includes(":") ? `[${host}]` : host;
  const shown = listened === "0.0.0.0" || listened === "127.0.0.1" ? "127.0.0.1" : listened === "::" ? "[::1]" : named;
  return {
    needsToken: !isThisMachine(host),
    address: `http://${shown}:${bound}/`,
    token,
    async close() {
      streams.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await reader.close();
      await changes.close();
    },
  };
}
