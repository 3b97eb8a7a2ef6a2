import type { Pool, PoolClient } from "pg";

/** One that is lost while no statement runs is known at the next. */
export async function heldClient(pool: Pool): Promise<PoolClient> {
  const client = await pool.connect();
  const ignore = () => {};
  client.on("error", ignore);
  const { release } = client;
  client.release = (isLost) => {
    client.off("error", ignore);
    release.call(client, isLost);
  };
  return client;
}
