import { crc32 } from "node:zlib";
import { sha256 } from "#engine";
import { DamagedStoreError, type DataShelf, type ShelvedData, type ShelvedFile } from "#experiment";
import type { Connection } from "./connection.ts";
import { now } from "./sql.ts";

/** Bytes of a file that go to the server at once. */
const PART = 1 << 20;

/** Data sets in a PostgreSQL database. */
export class PostgresShelf implements DataShelf {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async list(): Promise<ShelvedData[]> {
    return (await this.#connection.all(
      "SELECT name, hash, bytes, pushed FROM droplab.shelf ORDER BY number DESC",
    )) as unknown as ShelvedData[];
  }

  async put(name: string, files: readonly ShelvedFile[]): Promise<boolean> {
    const hash = hashOf(name, files);
    const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0);
    return await this.#connection.transaction(async (ask) => {
      const [made] = await ask(
        "INSERT INTO droplab.shelf (name, hash, bytes, pushed) VALUES ($1, $2, $3, $4) ON CONFLICT (hash) DO NOTHING RETURNING number",
        ...[name, hash, bytes, now()],
      );
      if (!made) return false;
      for (const file of files)
        for (let from = 0, part = 0; part === 0 || from < file.bytes.length; from += PART, part++) {
          const piece = Buffer.from(file.bytes.subarray(from, from + PART));
          await ask("INSERT INTO droplab.shelf_parts VALUES ($1, $2, $3, $4, $5)", made["number"], file.name, part, piece, crc32(piece));
        }
      return true;
    });
  }

  async get(hash: string): Promise<ShelvedFile[] | undefined> {
    const rows = await this.#connection.all(
      `SELECT p.file, p.part FROM droplab.shelf s JOIN droplab.shelf_parts p ON p.shelf = s.number WHERE s.hash = $1 ORDER BY p.file, p.part`,
      hash,
    );
    const pieces = new Map<string, Buffer[]>();
    for (const { file, part } of rows) {
      const piece = (await this.#connection.first(
        `SELECT p.bytes, p.sum FROM droplab.shelf s JOIN droplab.shelf_parts p ON p.shelf = s.number
         WHERE s.hash = $1 AND p.file = $2 AND p.part = $3`,
        ...[hash, file, part],
      )) as unknown as { bytes: Buffer; sum: number } | undefined;
      if (!piece) return undefined;
      if (piece.sum !== crc32(piece.bytes)) throw this.#damaged(String(file));
      pieces.set(String(file), [...(pieces.get(String(file)) ?? []), piece.bytes]);
    }
    return pieces.size ? [...pieces].map(([name, parts]) => ({ name, bytes: Buffer.concat(parts) })) : undefined;
  }

  async remove(name: string): Promise<number> {
    return await this.#connection.run("DELETE FROM droplab.shelf WHERE name = $1", name);
  }

  #damaged(file: string): DamagedStoreError {
    return new DamagedStoreError(
      `store: ${this.#connection.name} is damaged: ${file} is not what was put there; remove it with droplab data rm, and push it again`,
    );
  }
}

const hashOf = (name: string, files: readonly ShelvedFile[]): string =>
  sha256(JSON.stringify([name, files.map((file) => [file.name, sha256(file.bytes)]).toSorted()])).slice(0, 20);
