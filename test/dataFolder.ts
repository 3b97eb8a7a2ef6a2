import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { DataError, type ImageDataset, type TableOptions } from "#data";
import { loadCsv } from "#data/files";

/** A folder of the given files, until the running test is over. */
export function dataFolder(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), "droplab-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

/** A well-formed IDX file; its bytes are `value` of their position, or 0, 1, 2, … */
export function idxFile(shape: readonly number[], value = (i: number) => i, magic = 0x0800 + shape.length): Uint8Array {
  const count = shape.reduce((a, b) => a * b, 1);
  const file = new Uint8Array(4 + 4 * shape.length + count);
  const view = new DataView(file.buffer);
  view.setUint32(0, magic);
  for (const [axis, extent] of shape.entries()) view.setUint32(4 + 4 * axis, extent);
  for (let i = 0; i < count; i++) file[4 + 4 * shape.length + i] = value(i);
  return file;
}

/** Rows as lines of a CSV file, without quotes. */
export const csv = (rows: readonly (readonly unknown[])[], end = "\n") => rows.map((row) => row.join() + end).join("");

/** Rows of one feature and a label of 0 or 1, to be spoilt. */
export const plain = (count = 12) => Array.from({ length: count }, (_, n) => [`${n}.5`, String(n % 2)]);

/** The data set of a table, and of a test part beside it where one is given; its arrays are checked. */
export function loadTable(text: string, options: TableOptions = {}, test?: string): ImageDataset {
  const folder = dataFolder({ "table.csv": text, ...(test !== undefined && { "table_test.csv": test }) });
  const data = loadCsv(join(folder, "table.csv"), options);
  expectConsistent(data);
  return data;
}

/** What is said against a table, where it is refused. */
export function tableRefusal(text: string, options: TableOptions = {}): string | undefined {
  const path = join(dataFolder({ "table.csv": text }), "table.csv");
  return complaint(path, () => loadCsv(path, options));
}

/** What `read` complains of, if it does: it must throw a DataError of one sentence, which begins with `subject`. */
export function complaint(subject: string, read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    const { message } = error as DataError;
    expect(message.startsWith(`${subject}: `), message).toBe(true);
    const withoutQuotes = message.replace(/"(?:[^"\\]|\\.)*"/g, '""');
    expect(withoutQuotes).not.toMatch(/[\n\r\u2028\u2029]|\. |\.$/);
    return message.slice(subject.length + 2);
  }
}

/** Every array lies in shared memory, has its length, and holds labels below the number of classes. */
export function expectConsistent({ train, test: tested, shape, classes, heldOut }: ImageDataset): void {
  for (const { images, labels, features, count } of [train, tested]) {
    expect(features).toBe(shape.reduce((a, b) => a * b, 1));
    expect([images.length, labels.length]).toEqual([count * features, count]);
    expect(images.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(labels.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(images.every(Number.isFinite)).toBe(true);
    expect(labels.every((value) => value < classes)).toBe(true);
    expect(count).toBeGreaterThan(0);
  }
  expect(classes).toBeGreaterThanOrEqual(2);
  expect(classes).toBeLessThanOrEqual(256);
  expect(heldOut).toBeGreaterThan(0);
  expect(heldOut).toBeLessThan(train.count);
}
