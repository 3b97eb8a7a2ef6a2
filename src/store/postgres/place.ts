/** Whether `--store` names a PostgreSQL database. */
export const isPostgresUrl = (place: string): boolean => /^postgres(?:ql)?:\/\//i.test(place);

/** The URL without its password, wherever that stands in it. */
export const withoutPassword = (url: string): string =>
  url
    // whatever signs it and the user's name have: up to the last @, unless what follows the colon is a port
    .replace(/^(postgres(?:ql)?:\/\/[^:/?#]*):(?!\d+(?:[?#]|$|\/(?![^?#]*@))).*@/is, "$1@")
    .replace(/([?&](?:ssl)?password=)[^&#]*/gi, "$1…");

/** The database for people: also without what stands behind its name, but for a service. */
export const shownUrl = (url: string): string =>
  withoutPassword(url)
    .replace(/#.*$/s, "")
    .replace(/\?(?:.*?&)?(service=[^&]*)?(?:[^?]*)$/s, (_, service: string | undefined) => (service ? `?${service}` : ""));
