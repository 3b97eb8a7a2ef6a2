import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { openLaboratory, readLaboratory } from "#store";

const about = { host: "host", machine: { processor: "", cores: 1, node: "", device: "" }, version: "0", command: "droplab run" };
const MARK = 0x64726f70;

/** A SQLite file that some program made. */
function made(sql: string): string {
  const file = join(mkdtempSync(join(tmpdir(), "droplab-")), "notes.db");
  const database = new DatabaseSync(file, { enableForeignKeyConstraints: false });
  database.exec(sql);
  database.close();
  return file;
}
const markOf = (file: string) => readFileSync(file).readUInt32BE(68);
const tables = "CREATE TABLE trials (number, id, dataset, config); CREATE TABLE notes (text)";

describe("15.2: a SQLite file of another program", () => {
  test.each([
    ["with tables", tables],
    ["with tables and a version that droplab could have", `${tables}; PRAGMA user_version = 3`],
    ["with a mark of its own", `${tables}; PRAGMA application_id = 77`],
    ["with a mark and no tables yet", "PRAGMA application_id = 77"],
    ["with a version and no tables yet", "PRAGMA user_version = 4"],
    ["with a version that no droplab has", `${tables}; PRAGMA user_version = 99`],
    ["in write-ahead mode", `PRAGMA journal_mode = WAL; ${tables}`],
    ["in write-ahead mode, with a mark", `PRAGMA journal_mode = WAL; ${tables}; PRAGMA application_id = 77`],
  ])("is refused and left as it is, byte for byte: one %s", (_, sql) => {
    const file = made(sql);
    const bytes = readFileSync(file);
    const refused = `store: ${file} is a file of another program (SQLite without a droplab store), and was left as it is; name another file with --store`;
    expect(() => openLaboratory(file, { about })).toThrow(refused);
    expect(readFileSync(file).equals(bytes)).toBe(true);
    expect(readdirSync(join(file, ".."))).toEqual(["notes.db"]);
    expect(() => readLaboratory(file)).toThrow(refused);
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });

  test("that is at work with it loses nothing of what is not in the file itself yet", () => {
    const file = made("PRAGMA journal_mode = WAL");
    const other = new DatabaseSync(file);
    other.exec(`${tables}; INSERT INTO notes VALUES ('kept')`);
    expect(() => openLaboratory(file, { about })).toThrow("is a file of another program");
    expect(() => readLaboratory(file)).toThrow("is a file of another program");
    other.close();
    const again = new DatabaseSync(file, { readOnly: true });
    expect(again.prepare("SELECT text FROM notes").all()).toMatchObject([{ text: "kept" }]);
    again.close();
  });
});

describe("15.2: a store of droplab", () => {
  test("is marked when it is made, also in an empty file", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "droplab-")), "new.db");
    writeFileSync(file, "");
    await openLaboratory(file, { about }).close();
    expect(markOf(file)).toBe(MARK);
  });

  const golden = (name: string) => readFileSync(join(import.meta.dirname, "golden", name), "utf8");
  test.each(["storeOfVersion1.sql", "storeOfVersion3.sql"])(
    "that was made before there was a mark is known by its tables: %s",
    async (name) => {
      const file = made(golden(name));
      const reader = readLaboratory(file);
      const { length } = await reader.experiments();
      expect(await reader.check()).toMatchObject({ experiments: 2, damages: [], unsummed: expect.any(Number) });
      await reader.close();
      expect([length, markOf(file)]).toEqual([2, 0]);
      const laboratory = openLaboratory(file, { about });
      expect(await laboratory.store.experiments()).toHaveLength(2);
      await laboratory.close();
      expect(markOf(file)).toBe(MARK);
    },
  );

  test("of this version without a mark is marked, too", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "droplab-")), "new.db");
    await openLaboratory(file, { about }).close();
    const database = new DatabaseSync(file);
    database.exec("PRAGMA application_id = 0");
    database.close();
    await openLaboratory(file, { about }).close();
    expect(markOf(file)).toBe(MARK);
  });

  test("of a newer droplab is refused to readers and writers", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "droplab-")), "new.db");
    await openLaboratory(file, { about }).close();
    const database = new DatabaseSync(file);
    database.exec("PRAGMA user_version = 99");
    database.close();
    for (const open of [() => openLaboratory(file, { about }), () => readLaboratory(file)])
      expect(open).toThrow(/was written by a newer droplab \(version 99 of the store/);
  });
});

describe("15.8: what is no name of a store is refused", () => {
  test.each([
    ["", 'store: "" is no name of a file; name one, such as --store droplab.db'],
    ["  ", 'store: "  " is no name of a file; name one, such as --store droplab.db'],
    [":memory:", 'store: ":memory:" would keep nothing; name a file, or say so with --no-store'],
    ["file:x.db", 'store: "file:x.db" is a URL; name a file, such as --store x.db'],
    ["file:///tmp/x.db?mode=ro", 'store: "file:///tmp/x.db?mode=ro" is a URL; name a file, such as --store /tmp/x.db'],
    ["mysql://host/x", 'store: "mysql://host/x" is a URL; name a file, such as --store droplab.db'],
    [tmpdir(), `store: ${tmpdir()} is a folder; name a file in it with --store, such as ${join(tmpdir(), "droplab.db")}`],
  ])("%j", (place, says) => {
    expect(() => openLaboratory(place, { about })).toThrow(says);
    expect(() => readLaboratory(place)).toThrow(says);
  });
});
