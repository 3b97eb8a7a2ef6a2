import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { StoreError } from "#experiment";
import type { Environment } from "../openOptions.ts";

/** The parts of `postgres://user:password@host:port/database?options`, as they stand in it. */
const shape = /^postgres(?:ql)?:\/\/(?:([^@/?#]*)@)?([^/?#:]*|\[[^\]]*\])(?::(\d*))?(?:\/([^?#]*))?(?:\?([^#]*))?$/i;

/** What stands elsewhere in a URL; the other settings of a service are options. */
const inPlace = ["user", "password", "host", "port", "dbname"];

/**
 * A URL with what a connection service file knows, as programs of PostgreSQL read it: the section that `?service=` or PGSERVICE names, in the file
 * PGSERVICEFILE, ~/.pg_service.conf or PGSYSCONFDIR/pg_service.conf. What stands in the URL holds. A URL without a service is as it was. Throws StoreError.
 * https://www.postgresql.org/docs/current/libpq-pgservice.html
 */
export function withService(url: string, environment: Environment): string {
  const [, account, host, port, database, query] = shape.exec(url) ?? [];
  const options = new URLSearchParams(query ?? "");
  const name = options.get("service") ?? environment["PGSERVICE"];
  if (!name || host === undefined) return url;
  options.delete("service");
  const known = settingsOf(name, environment);
  const part = (own: string | undefined, setting: string) => own || encodeURIComponent(known.get(setting) ?? "");
  const [user, password] = (account ?? "").split(/:(.*)/s);
  const secret = part(password, "password");
  const who = part(user, "user") + (secret && `:${secret}`);
  const gate = part(port, "port");
  for (const [setting, value] of known) if (!inPlace.includes(setting) && !options.has(setting)) options.set(setting, value);
  const rest = options.size ? `?${options}` : "";
  return `postgres://${who && `${who}@`}${part(host, "host")}${gate && `:${gate}`}/${part(database, "dbname")}${rest}`;
}

function settingsOf(name: string, environment: Environment): Map<string, string> {
  const named = environment["PGSERVICEFILE"];
  const system = environment["PGSYSCONFDIR"];
  const files = [named ?? join(homedir(), ".pg_service.conf"), ...(system ? [join(system, "pg_service.conf")] : [])];
  for (const file of files) {
    const found = sectionOf(file, name);
    if (found) return found;
  }
  throw new StoreError(
    `store: there is no service ${JSON.stringify(name)} in ${files.join(" or ")}; write a section [${name}] there, or give the database's URL without a service`,
  );
}

function sectionOf(file: string, name: string): Map<string, string> | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const begin = lines.indexOf(`[${name}]`);
  if (begin < 0) return undefined;
  const after = lines.slice(begin + 1);
  const end = after.findIndex((line) => line.startsWith("["));
  const settings = (end < 0 ? after : after.slice(0, end)).filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(
    settings.map((line) => {
      const [setting = "", value = ""] = line.split(/=(.*)/s);
      return [setting.trim(), value.trim()];
    }),
  );
}
