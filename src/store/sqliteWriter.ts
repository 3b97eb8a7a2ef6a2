import type { SQLInputValue, StatementSync } from "node:sqlite";
import { SqliteReader } from "./sqliteReader.ts";
import { explaining } from "./storeError.ts";

/** Statements, prepared once, and transactions. */
export class SqliteWriter extends SqliteReader {
  readonly #statements = new Map<string, StatementSync>();

  /** One statement; gives how many rows it changed. */
  protected run(sql: string, ...values: SQLInputValue[]): number {
    return explaining(this.file, () => Number(this.statement(sql).run(...values).changes));
  }

  protected statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const made = explaining(this.file, () => this.database.prepare(sql));
    this.#statements.set(sql, made);
    return made;
  }

  /** All of it or nothing; within another transaction, a part of that. */
  protected transaction<T>(work: () => T): T {
    return explaining(this.file, () => {
      const { database } = this;
      if (database.isTransaction) return work();
      database.exec("BEGIN IMMEDIATE");
      try {
        const value = work();
        database.exec("COMMIT");
        return value;
      } catch (error) {
        if (database.isTransaction) database.exec("ROLLBACK");
        this.rolledBack();
        throw error;
      }
    });
  }

  /** Called after a transaction has left nothing behind. */
  protected rolledBack(): void {}
}
