import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { withService } from "../src/store/postgres/service.ts";

const folder = mkdtempSync(join(tmpdir(), "droplab-service-"));
const file = join(folder, "services.conf");
writeFileSync(
  file,
  `# of the group
[other]
host=elsewhere

[lab]
host=db.example.org
port = 6432
dbname=droplab
user=lab
password=a:b@c/d
sslmode=verify-full
sslrootcert=/etc/lab.pem

[bare]
host=db
`,
);

test.each([
  ["postgres:///?service=lab", "postgres://lab:a%3Ab%40c%2Fd@db.example.org:6432/droplab?sslmode=verify-full&sslrootcert=%2Fetc%2Flab.pem"],
  [
    "postgres://me@near/mine?service=lab&sslmode=disable",
    "postgres://me:a%3Ab%40c%2Fd@near:6432/mine?sslmode=disable&sslrootcert=%2Fetc%2Flab.pem",
  ],
  ["postgres://me:s3@:5433/?service=bare", "postgres://me:s3@db:5433/"],
  ["postgres://lab@host:5432/db?sslmode=require", "postgres://lab@host:5432/db?sslmode=require"],
  ["postgres://lab:odd:pass@word@host/db", "postgres://lab:odd:pass@word@host/db"],
])("16: %s with what a service file knows", (url, whole) => {
  expect(withService(url, { PGSERVICEFILE: file })).toBe(whole);
});

test("16: PGSERVICE names a service, too, and one that is not there is said", () => {
  expect(withService("postgres:///lab", { PGSERVICEFILE: file, PGSERVICE: "bare" })).toBe("postgres://db/lab");
  expect(() => withService("postgres:///?service=nobody", { PGSERVICEFILE: file })).toThrow(
    `store: there is no service "nobody" in ${file}; write a section [nobody] there`,
  );
});
