/** Whether `--store` names a PostgreSQL database. */
export const isPostgresUrl = (place: string): boolean => /^postgres(?:ql)?:\/\//i.test(place);

/** The scheme of any URL of a server, `jdbc:postgresql://` and one with a slash too few among them; the drive of a path is none. */
const scheme = /^\s*(?:[a-z][\w+.-]+:)+\/{1,2}/i;

/** Whether a text looks like the address of a server, whatever kind that is. */
export const isAddress = (place: string): boolean => scheme.test(place) || /^\s*(?:\w+\s*=\s*\S+\s+)+\w+\s*=\s*\S+\s*$/.test(place);

/** A host with a port, its database and its options, in which an @ is no end of a password. */
const isHostWithOptions = /^[^:/?#]*:\d+(?:\/[^@?#]*)?\?[^@]*=[^@]*$/;

/** An address without its password, wherever that stands in it, and whatever signs the user's name and it have. */
export function withoutPassword(address: string): string {
  const [start = ""] = scheme.exec(address) ?? [];
  const rest = address.slice(start.length);
  const [at, colon, question] = [rest.lastIndexOf("@"), rest.indexOf(":"), rest.indexOf("?")];
  const isOfOptions = question >= 0 && question < colon;
  const hasPassword = start !== "" && colon >= 0 && colon < at && !isOfOptions && !isHostWithOptions.test(rest.slice(0, at));
  const shown = hasPassword ? `${start}${rest.slice(0, colon)}${rest.slice(at)}` : address;
  return shown
    .replace(/([?&](?:ssl)?password\s*=\s*)[^&#\s]*/gi, "$1…") // in a URL quotation marks are letters of it
    .replace(/((?:^|\s)(?:ssl)?password\s*=\s*)(?:'(?:[^'\\]|\\.)*'\S*|\S*)/gi, "$1…");
}

/** The database for people: also without what stands behind its name, but for a service. */
export const shownUrl = (url: string): string =>
  withoutPassword(url)
    .replace(/#.*$/s, "")
    .replace(/\?(?:.*?&)?(service=[^&]*)?(?:[^?]*)$/s, (_, service: string | undefined) => (service ? `?${service}` : ""));
