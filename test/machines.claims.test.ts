import { connect, createServer, type Socket } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPostgres } from "../src/store/postgres/openPostgres.ts";
import { idsOf, offered, planOf, requirementsOf } from "./laboratories.ts";
import { type PostgresServer, startPostgres } from "./postgresServer.ts";

const about = { host: "a host", machine: { processor: "", cores: 1, node: "", device: "" }, version: "0", command: "droplab worker" };
let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.end());

/** A way to the server on which the answer to the next statement that has such a text is lost, and the connection with it. */
async function leakyWay(): Promise<{ port: number; leak(text: string): void; end(): void }> {
  let text: string | undefined;
  const sockets = new Set<Socket>();
  const way = createServer((client) => {
    const there = connect(server.port, "127.0.0.1");
    let isLost = false;
    for (const socket of [client, there]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => [client, there].map((each) => each.destroy()));
    }
    client.on("data", (data) => {
      if (text !== undefined && data.includes(text)) {
        text = undefined;
        isLost = true;
      }
      there.write(data);
    });
    there.on("data", (data) => {
      if (isLost) client.destroy();
      else client.write(data);
    });
  });
  await new Promise<void>((resolve) => way.listen(0, "127.0.0.1", resolve));
  const end = () => {
    for (const socket of sockets) socket.destroy();
    way.close();
  };
  const leak = (next: string) => {
    text = next;
  };
  return { port: (way.address() as { port: number }).port, leak, end };
}

test("16: a run that was claimed by an answer that never came waits again, and counts no loss", async () => {
  const url = await server.database("claims");
  const way = await leakyWay();
  const own = openPostgres(url.replace(String(server.port), String(way.port)), { about });
  const plan = await offered(own, planOf(3));
  const [first] = await own.queue.take(requirementsOf(plan));
  way.leak(idsOf(plan)[1] as string);
  await expect(own.queue.take(requirementsOf(plan))).rejects.toThrow("cannot be reached");
  const states = async () => [...(await own.store.trials(idsOf(plan))).values()].map(({ state }) => state).sort();
  await expect.poll(states).toEqual(["queued", "running", "running"]);
  expect(await own.queue.beat([first as never])).toEqual(["owner"]);
  expect(await states()).toEqual(["interrupted", "queued", "running"]);
  const rest = await own.queue.take(requirementsOf(plan), 3);
  expect(rest.map(({ id }) => id).sort()).toEqual(
    idsOf(plan)
      .filter((id) => id !== first?.id)
      .sort(),
  );
  expect(await own.queue.beat([first as never, ...rest])).toEqual(["owner", "owner", "owner"]);
  expect([...(await own.store.trials(idsOf(plan))).values()].map(({ losses }) => losses)).toEqual([0, 0, 0]);
  await own.close();
  way.end();
});
