import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { isIP } from "node:net";
import type { Context, MiddlewareHandler } from "hono";
import { getCookie, setCookie } from "hono/cookie";

export interface GuardOptions {
  /** The address that is listened on, and the port. */
  readonly host: string;
  readonly port: () => number;
  readonly token: string;
  /** Also for looking: where others than this machine may ask. */
  readonly needsTokenToLook: boolean;
  readonly isReadOnly: boolean;
}

const TOKEN_BYTES = 24;
export const newToken = (): string => randomBytes(TOKEN_BYTES).toString("base64url");

/** What a page may do: nothing but what this server gives. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** A report is a page of its own with its style in it, and with nothing that runs. */
export const reportPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const headers: Readonly<Record<string, string>> = {
  "Content-Security-Policy": policy,
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
};

/**
 * Under which name is asked: a name of another site can be pointed here (DNS rebinding), a number and localhost cannot, whatever the port,
 * which is another where it is forwarded.
 */
function isOwnHost(asked: string | undefined, { host }: GuardOptions): boolean {
  const [, name] = /^(\[[0-9a-f:.]+\]|[^:[\]]+)(?::\d{1,5})?$/i.exec(asked ?? "") ?? [];
  if (name === undefined) return false;
  return name.toLowerCase() === "localhost" || name.toLowerCase() === host.toLowerCase() || isIP(name.replace(/^\[|\]$/g, "")) !== 0;
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
const isSame = (given: string, token: string): boolean => timingSafeEqual(digest(given), digest(token));

const cookieName = ({ port }: GuardOptions): string => `droplab-${port()}`;

/** Whether the browser that asks has shown the token. */
export const hasToken = (c: Context, options: GuardOptions): boolean => isSame(getCookie(c, cookieName(options)) ?? "", options.token);

const refuse = (c: Context, status: 401 | 403 | 421, error: string): Response => c.json({ error }, status);

/** Refuses who asks under another name, from another page, or without the token where one is needed; adds the headers of safety. */
export function guard(options: GuardOptions): MiddlewareHandler {
  return async (c, next) => {
    for (const [name, value] of Object.entries(headers)) c.header(name, value);
    const asked = c.req.header("host");
    if (!isOwnHost(asked, options))
      return refuse(c, 421, "host: this server answers under its own address only; use the one that it printed");
    const origin = c.req.header("origin");
    if (origin !== undefined && origin !== `http://${asked}`)
      return refuse(c, 403, "origin: another page asks; open the address that droplab ui printed");
    const site = c.req.header("sec-fetch-site");
    if (site !== undefined && site !== "same-origin" && site !== "none" && !isNavigation(c))
      return refuse(c, 403, "origin: another page asks; open the address that droplab ui printed");
    const given = c.req.query("token");
    if (c.req.method === "GET" && given !== undefined && c.req.path === "/") return letIn(c, given, options);
    const isChange = c.req.method !== "GET" && c.req.method !== "HEAD";
    if (isChange && options.isReadOnly)
      return refuse(c, 403, "read-only: this server only shows; start droplab ui without --read-only to change things");
    if (isChange && origin === undefined && site === undefined)
      return refuse(c, 403, "origin: a change must come from the page; open the address that droplab ui printed");
    if ((isChange || options.needsTokenToLook) && !hasToken(c, options))
      return refuse(c, 401, "token: this browser has not shown it; open the address with ?token= that droplab ui printed");
    return next();
  };
}

/** Following a link to the page itself: looking at it changes nothing. */
const isNavigation = (c: Context): boolean =>
  c.req.method === "GET" && c.req.header("sec-fetch-mode") === "navigate" && !c.req.path.startsWith("/api/");

/** The token becomes a cookie that no script can read, and leaves the address. */
function letIn(c: Context, given: string, options: GuardOptions): Response {
  if (!isSame(given, options.token))
    return refuse(c, 401, "token: it is not the one that droplab ui printed the last time it started; copy its address anew");
  setCookie(c, cookieName(options), options.token, { httpOnly: true, sameSite: "Strict", path: "/" });
  return c.redirect("/", 303);
}
