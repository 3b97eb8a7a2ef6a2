import { accessSync, constants, statSync } from "node:fs";
import { StoreError } from "#experiment";
import type { Environment } from "../openOptions.ts";

/** What sslmode may be, as programs of PostgreSQL have it; no-verify is node-postgres's own word for require. */
const modes = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full", "no-verify"];
/** Files that a URL or the environment may name. */
const files = { sslrootcert: "PGSSLROOTCERT", sslcert: "PGSSLCERT", sslkey: "PGSSLKEY" };

/** Whether the server wants a connection that is encrypted, or can have none that is. */
export const isOfEncryption = (error: unknown): boolean =>
  /does not support SSL|no encryption|SSL off/i.test(((error as Error).cause as Error | undefined)?.message ?? "");

/**
 * URLs that say to node-postgres what the sslmode of one says to libpq, whose words differ, to be tried in turn: prefer encrypts where the server can,
 * allow where it must, require encrypts and does not ask who the server is, verify-ca
 * asks for a certificate of sslrootcert, verify-full also for its host's name. PGSSLMODE, PGSSLROOTCERT, PGSSLCERT and PGSSLKEY count where
 * the URL is silent. Throws StoreError for what is none of these, and for a file that cannot be read.
 * https://www.postgresql.org/docs/current/libpq-ssl.html
 */
export function withEncryption(url: string, environment: Environment, name: string): string[] {
  const [, address = url, query = ""] = /^([^?]*)\?(.*)$/s.exec(url) ?? [];
  const options = new URLSearchParams(query);
  const mode = options.get("sslmode") ?? environment["PGSSLMODE"];
  if (mode === undefined || mode === "") {
    if (options.has("sslrootcert"))
      throw new StoreError(
        `store: sslrootcert of ${name} is of a connection that is encrypted, and sslmode does not ask for one; add sslmode=verify-full`,
      );
    return [url];
  }
  if (!modes.includes(mode))
    throw new StoreError(`store: sslmode ${JSON.stringify(mode)} of ${name} is not ${modes.slice(0, -1).join(", ")}`);
  for (const [setting, variable] of Object.entries(files)) {
    const file = options.get(setting) ?? environment[variable];
    if (file === undefined) continue;
    if (setting === "sslrootcert" && file === "system") {
      options.delete(setting);
      options.set("sslmode", "verify-full");
      return [toUrl(address, options)];
    }
    refuseUnreadable(file, setting, name);
    options.set(setting, file);
  }
  if (mode === "verify-ca" && !options.has("sslrootcert"))
    throw new StoreError(
      `store: sslmode verify-ca of ${name} needs the certificates to ask for; name their file with sslrootcert, or say verify-full`,
    );
  if (mode !== "no-verify") options.set("uselibpqcompat", "true");
  const ways = { prefer: ["prefer", "disable"], allow: ["disable", "prefer"] }[mode] ?? [mode];
  return ways.map((way) => {
    options.set("sslmode", way);
    return toUrl(address, options);
  });
}

const toUrl = (address: string, options: URLSearchParams) => `${address}?${options}`;

function refuseUnreadable(file: string, setting: string, name: string): void {
  try {
    accessSync(file, constants.R_OK);
    if (!statSync(file).isFile()) throw new Error("it is a folder");
  } catch {
    throw new StoreError(`store: ${setting} of ${name}: ${file} is no file that can be read`);
  }
}
