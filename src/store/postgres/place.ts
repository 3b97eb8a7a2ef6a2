/** Whether `--store` names a PostgreSQL database. */
export const isPostgresUrl = (place: string): boolean => /^postgres(?:ql)?:\/\//i.test(place);

/** The URL without its password, wherever that stands in it. */
export const withoutPassword = (url: string): string =>
  url
    // a password may hold any sign but / ? and #; what stands before the last @ is user and password
    .replace(/^(postgres(?:ql)?:\/\/)([^/?#]*)@/i, (_, scheme: string, user: string) => `${scheme}${user.replace(/:.*$/s, "")}@`)
    .replace(/([?&]password=)[^&#]*/gi, "$1…");

/** The database for people: also without what stands behind its name. */
export const shownUrl = (url: string): string => withoutPassword(url).replace(/[?#].*$/s, "");
