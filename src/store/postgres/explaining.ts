import { StoreError, TransientStoreError } from "#experiment";

/** An error of PostgreSQL or of the way to it. */
interface ServerError extends Error {
  /** SQLSTATE, or the system's name of a trouble with the connection. */
  readonly code?: string;
}

/** What people can do about it, by SQLSTATE; the rest of its class, where only two signs are given. */
const meanings: readonly (readonly [code: RegExp, sentence: string, kind: typeof StoreError])[] = [
  [/^28P01$/, "refuses the password; give it in PGPASSWORD, in a password or service file, or in the URL", StoreError],
  [/^28/, "does not let this user in; see pg_hba.conf on the server, or name another user in the URL", StoreError],
  [/^3D000$/, "does not exist; make the database with createdb, or name another", StoreError],
  [
    /^42501$/,
    "does not give this user the rights that droplab needs: to create schemas in the database, or to use those that are there",
    StoreError,
  ],
  [
    /^(?:42P05|26000)$/,
    "is behind a PgBouncer that is older than 1.21, or whose max_prepared_statements is 0; see docs/scaling.md",
    StoreError,
  ],
  [/^22P05$/, "cannot hold a letter of this text, as it is not UTF8; make it with createdb -E UTF8 -T template0", StoreError],
  [/^53100$/, "cannot grow: the server's disk is full; free some space", TransientStoreError],
  [/^53300$/, "has no connection left: raise max_connections, put PgBouncer in front of it, or run fewer workers", TransientStoreError],
  [/^53/, "has run out of memory or another resource", TransientStoreError],
  [
    /^57014$/,
    "stopped what was asked, as it took longer than the server allows (statement_timeout), or somebody cancelled it",
    TransientStoreError,
  ],
  [/^25006$/, "is read-only, as a standby is; name the primary server", StoreError],
  [/^(?:08|57|58)/, "cannot be reached just now: the server stops, starts or was cut off", TransientStoreError],
  [/^(?:40|55P03|25P03|25P02)/, "was busy with the same rows", TransientStoreError],
];

/** What node-postgres says where the server asks for a password and none was given. */
const asksForPassword = /password must be a (?:non-empty )?string|no password supplied/i;

/** What PgBouncer refuses, under the code of a broken protocol. */
const byPooler = /authentication failed|no such (?:user|database)|not allowed/i;

const isSqlState = (code: string) => /^[0-9A-Z]{5}$/.test(code) && /\d/.test(code);

/** What Node and node-postgres say of a connection that is no more, or was never there. */
const isConnectionTrouble = ({ code = "", message }: ServerError): boolean =>
  !isSqlState(code) &&
  (/^(?:ECONN|EPIPE|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENETDOWN|ENOENT|EHOSTDOWN)/.test(code) ||
    /connection (?:terminated|ended|error)|terminated unexpectedly|timeout|client has encountered|connect ECONN/i.test(message));

const isCertificateTrouble = ({ code = "", message }: ServerError): boolean =>
  /^(?:CERT_|ERR_TLS|ERR_OSSL|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_)/.test(code) || /certificate|SSL|PEM routines/i.test(message);

/** The sentence of an error, which names the store and no value of a statement. */
export function explained(name: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const { code = "", message } = error as ServerError;
  if (code.startsWith("28") && /no encryption|SSL off/i.test(message))
    return new StoreError(
      `store: ${name} does not let this user in from here without encryption: add ?sslmode=require to the URL, or see pg_hba.conf on the server`,
      { cause: error },
    );
  if (code === "08P01" && byPooler.test(message))
    return new StoreError(
      `store: ${name} lets nobody in so: PgBouncer says ${JSON.stringify(message)}; look at its users, passwords and databases`,
      {
        cause: error,
      },
    );
  const [, meaning, Kind] = meanings.find(([pattern]) => pattern.test(code)) ?? [];
  if (meaning && Kind) return new Kind(`store: ${name} ${meaning}`, { cause: error });
  if (asksForPassword.test(message))
    return new StoreError(
      `store: ${name} asks for a password; give it in PGPASSWORD, in a password file that no one else may read (its host written as here), in a service file or in the URL`,
      { cause: error },
    );
  if (/query read timeout/i.test(message))
    return new TransientStoreError(
      `store: ${name} has not answered for a minute: it is busy, or what was asked waits for another that writes`,
      { cause: error },
    );
  if (isConnectionTrouble(error as ServerError))
    return new TransientStoreError(`store: ${name} cannot be reached: ${reasonOf(code) ?? "the connection was lost"}`, { cause: error });
  if (isCertificateTrouble(error as ServerError))
    return new StoreError(`store: ${name} cannot be reached safely: ${message}; see sslmode and sslrootcert of the URL`, { cause: error });
  const state = isSqlState(code) ? `SQLSTATE ${code}` : message;
  return new StoreError(`store: ${name} failed: ${state}`, { cause: error });
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nobody answers there; is the server running, and the port right?",
  ENOTFOUND: "there is no such host",
  EAI_AGAIN: "the name of its host is not found",
  ETIMEDOUT: "it does not answer",
  EHOSTUNREACH: "there is no way to its host",
  ENETUNREACH: "there is no way to its network",
};
const reasonOf = (code: string): string | undefined => reasons[code];
