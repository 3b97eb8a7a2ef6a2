import { connect, createServer, type Socket } from "node:net";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Claim, type Laboratory, TransientStoreError } from "#experiment";
import { bundleRecords } from "#store";
import { Connection } from "../src/store/postgres/connection.ts";
import { openPostgres } from "../src/store/postgres/openPostgres.ts";
import { evaluation, idsOf, numbersOf, offered, partsFrom, planOf, requirementsOf, result } from "./laboratories.ts";
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

test("16: a connection that ends in the middle of a transaction is trouble that passes, and ends no process", async () => {
  const url = await server.database("cut");
  const [cut, other] = [true, false].map((isToWrite) => new Connection(url, { isToWrite, environment: {} })) as [Connection, Connection];
  const begun = Promise.withResolvers<number>();
  const cutOff = cut.transaction(async (ask) => {
    const [row] = await ask("SELECT pg_backend_pid() AS pid");
    begun.resolve(Number(row?.["pid"]));
    await new Promise((resolve) => setTimeout(resolve, 500)); // no statement runs when it ends
    await ask("SELECT 1");
  });
  await other.all("SELECT pg_terminate_backend($1)", await begun.promise);
  await expect(cutOff).rejects.toBeInstanceOf(TransientStoreError);
  expect(await cut.all("SELECT 1 AS one")).toEqual([{ one: 1 }]);
  await Promise.all([cut.close(), other.close()]);
});

test("16: who removes an experiment takes nothing that another is just about to have", async () => {
  const url = await server.database("removing");
  const [own, other] = [openPostgres(url, { about }), openPostgres(url, { about })];
  const numerics = "removing fused";
  const [small, large] = [planOf(4, [0], numerics), planOf(4, [0, 0.5], numerics)];
  await own.store.saveExperiment(small, "droplab sweep");
  const client = new pg.Client(url);
  await client.connect();
  await client.query(`CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.1); RETURN NEW; END $$;
    CREATE TRIGGER slow BEFORE INSERT ON droplab.members FOR EACH ROW EXECUTE FUNCTION slow()`);
  const saving = own.store.saveExperiment(large, "droplab sweep");
  await new Promise((resolve) => setTimeout(resolve, 300));
  await other.store.removeExperiment(small.id);
  await saving;
  expect((await own.store.trials(idsOf(large))).size).toBe(8);
  expect(await own.store.members(large.id)).toHaveLength(8);
  expect((await own.store.check()).damages).toEqual([]);
  await client.end();
  await Promise.all([own.close(), other.close()]);
});

test("16: silence while the server was away is nobody's end, and after a while that of who stays silent", async () => {
  const url = await server.database("away");
  const elsewhere = (name: string) => ({ boot: name, pidNamespace: "one", pid: 1, processStart: "0" });
  const [at, other] = ["one", "other"].map((name) => openPostgres(url, { about, place: elsewhere(name), lease: 500, grace: 3000 })) as [
    Laboratory,
    Laboratory,
  ];
  const plan = await offered(at, planOf(1));
  const [claim] = await at.queue.take(requirementsOf(plan));
  await server.stop("immediate");
  await new Promise((resolve) => setTimeout(resolve, 1500));
  await server.start();
  const owed = async () => (await other.store.owed({ experiment: plan.id })).length;
  await expect.poll(owed).toBe(0);
  const began = performance.now();
  const fresh = openPostgres(url, { about, place: elsewhere("fresh"), lease: 500, grace: 3000 });
  expect(await fresh.store.owed({ experiment: plan.id })).toEqual([]);
  await expect.poll(owed, { timeout: 20_000, interval: 250 }).toBe(1);
  expect(performance.now() - began).toBeGreaterThan(1500);
  expect(claim?.id).toBe(idsOf(plan)[0]);
  for (const laboratory of [at, other, fresh]) await laboratory.close();
});

test("16: connections that the server ends for idling are no time that it was away: a silent worker's run is taken over", async () => {
  const url = await server.database("idling");
  const client = new pg.Client(url);
  await client.connect();
  await client.query("ALTER DATABASE idling SET idle_session_timeout = '300ms'");
  await client.end();
  const place = (name: string) => ({ boot: name, pidNamespace: "one", pid: 1, processStart: "0" });
  const [silent, waiting] = ["silent", "waiting"].map((name) =>
    openPostgres(url, { about, place: place(name), lease: 500, grace: 3000 }),
  ) as [Laboratory, Laboratory];
  const plan = await offered(silent, planOf(1));
  await silent.queue.take(requirementsOf(plan));
  const owed = async () => (await waiting.store.owed({ experiment: plan.id })).length;
  // each look comes after the one before was cut off
  await expect.poll(owed, { timeout: 15_000, interval: 1000 }).toBe(1);
  for (const laboratory of [silent, waiting]) await laboratory.close();
});

test("16: of two that take one run at once the second does not take it from the first, however long ago that one said that it is there", async () => {
  const url = await server.database("race");
  const place = (name: string) => ({ boot: name, pidNamespace: "one", pid: 1, processStart: "0" });
  const [first, second, sweep] = ["first", "second", "sweep"].map((name) =>
    openPostgres(url, { about, place: place(name), lease: 20_000, grace: 0 }),
  ) as [Laboratory, Laboratory, Laboratory];
  const plan = await offered(sweep, planOf(1));
  for (const { queue } of [first, second]) await queue.beat([]);
  const client = new pg.Client(url);
  await client.connect();
  // who waits says so every 30 seconds only; and a claim takes its time
  await client.query(`UPDATE droplab.owners SET beaten = clock_timestamp() - interval '25 seconds';
    CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.5); RETURN NEW; END $$;
    CREATE TRIGGER slow BEFORE UPDATE ON droplab.trials FOR EACH ROW EXECUTE FUNCTION slow()`);
  await client.end();
  const taking = first.queue.take(requirementsOf(plan));
  await new Promise((resolve) => setTimeout(resolve, 150));
  await sweep.queue.offer(await sweep.store.owed({ requirements: requirementsOf(plan) }));
  expect(await second.queue.take(requirementsOf(plan))).toEqual([]);
  const [claim] = await taking;
  expect(claim?.id).toBe(idsOf(plan)[0]);
  expect(await first.queue.beat([claim as never])).toEqual(["owner"]);
  expect([...(await sweep.store.trials(idsOf(plan))).values()].map(({ losses }) => losses)).toEqual([0]);
  for (const laboratory of [first, second, sweep]) await laboratory.close();
});

test("16: a copy amid work holds up neither who works on its runs nor who removes and adds others", async () => {
  const [from, to] = [await server.database("source"), await server.database("target")];
  const [source, worker, copier, other] = [from, to, to, to].map((url) => openPostgres(url, { about })) as [
    Laboratory,
    Laboratory,
    Laboratory,
    Laboratory,
  ];
  const plan = planOf(3);
  await offered(source, plan);
  for (const claim of await source.queue.take(requirementsOf(plan), 3)) await source.store.finish(claim, result, 1, partsFrom(1));
  await offered(worker, plan);
  const [claim] = await worker.queue.take(requirementsOf(plan));
  const client = new pg.Client(to);
  await client.connect();
  await client.query(`CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(1); RETURN NEW; END $$;
    CREATE TRIGGER slow BEFORE INSERT ON droplab.parts FOR EACH ROW EXECUTE FUNCTION slow()`);
  const ended: string[] = [];
  const copying = copier.store.importBundle(bundleRecords(source.store, await source.store.experiments(), "copy")).then((imported) => {
    ended.push("copy");
    return imported;
  });
  await new Promise((resolve) => setTimeout(resolve, 500));
  await worker.store.record([{ claim: claim as never, iteration: 5, seconds: 1, evaluations: [evaluation(5)] }]);
  expect(await worker.queue.beat([claim as never])).toEqual(["owner"]);
  ended.push("record");
  const removing = other.store.removeExperiment(plan.id).then(() => ended.push("rm"));
  await new Promise((resolve) => setTimeout(resolve, 300));
  await worker.store.saveExperiment(planOf(2), "droplab sweep");
  ended.push("sweep");
  expect(await copying).toMatchObject({ runs: 3, newRuns: 2 });
  await removing;
  expect(ended).toEqual(["record", "sweep", "copy", "rm"]);
  await client.end();
  for (const laboratory of [source, worker, copier, other]) await laboratory.close();
});

test("16: a copy of which a crash of the server has taken a part is refused, and nothing of it is there", async () => {
  const [from, to] = [await server.database("whole"), await server.database("part")];
  const [source, target] = [from, to].map((url) => openPostgres(url, { about })) as [Laboratory, Laboratory];
  const plan = await offered(source, planOf(3));
  for (const claim of await source.queue.take(requirementsOf(plan), 3)) await source.store.finish(claim, result, 1, partsFrom(1));
  const client = new pg.Client(to);
  await target.store.experiments();
  await client.connect();
  for (const lost of ["staged", "staged_parts"]) {
    async function* records() {
      for await (const record of bundleRecords(source.store, await source.store.experiments(), "copy")) yield record;
      // what waits for no disk may be gone after a crash
      await client.query(`DELETE FROM droplab.${lost} WHERE place = 2`);
    }
    await expect(target.store.importBundle(records())).rejects.toThrow("lost a part of what was brought, as its server crashed meanwhile");
    expect([await target.store.experiments(), (await target.store.trials(idsOf(plan))).size]).toEqual([[], 0]);
  }
  expect(await target.store.importBundle(bundleRecords(source.store, await source.store.experiments(), "copy"))).toMatchObject({
    newRuns: 3,
  });
  expect((await target.store.check()).damages).toEqual([]);
  await client.end();
  for (const laboratory of [source, target]) await laboratory.close();
});

test("16: weights and checkpoints of which a crash has taken a part are written again, and never named", async () => {
  const url = await server.database("cutParts");
  const own = openPostgres(url, { about });
  const plan = await offered(own, planOf(1));
  const [claim] = (await own.queue.take(requirementsOf(plan))) as [Claim];
  const client = new pg.Client(url);
  await client.connect();
  async function* cut() {
    yield* partsFrom(1, 2);
    await client.query("DELETE FROM droplab.parts WHERE part = 1");
    yield* partsFrom(3);
  }
  const head = { iteration: 5, wordsPerNumber: 1, stateWords: 9 } as const;
  const lost = "lost a part of what was written, as its server crashed meanwhile";
  await expect(own.store.saveCheckpoint(claim, head as never, cut())).rejects.toThrow(lost);
  expect(await own.store.checkpoint(claim.id)).toBeUndefined();
  await expect(own.store.finish(claim, result, 1, cut())).rejects.toThrow(lost);
  expect((await own.store.trial(claim.id))?.state).toBe("running");
  expect(await own.store.finish(claim, result, 1, partsFrom(1, 2, 3))).toBe(true);
  expect(await own.store.check()).toMatchObject({ damages: [] });
  expect(await numbersOf(await own.store.weights(claim.id))).toEqual([1, 2, 3, 2, 3, 4, 3, 4, 5]);
  await client.end();
  await own.close();
});
