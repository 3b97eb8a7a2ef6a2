import type { Connection } from "./connection.ts";

export const now = (): string => new Date().toISOString();

/** Adds a line to what happened to a run. */
export function logEvent(connection: Connection, id: string, text: string): void {
  connection.run("INSERT INTO events SELECT number, ?, ? FROM trials WHERE id = ?", now(), text, id);
}
