import type { Environment } from "../openOptions.ts";

/**
 * A URL without the options for the server that it names, and these: node-postgres would take them instead of droplab's own. Where the URL has none,
 * those of PGOPTIONS.
 */
export function withoutOptions(url: string, environment: Environment): { readonly url: string; readonly options: string } {
  const [, address = url, query] = /^([^?]*)\?(.*)$/s.exec(url) ?? [];
  const given = new URLSearchParams(query ?? "");
  const options = given.get("options") ?? environment["PGOPTIONS"] ?? "";
  given.delete("options");
  return { url: given.size ? `${address}?${given}` : address, options };
}
