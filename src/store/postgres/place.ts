/** Whether `--store` names a PostgreSQL database. */
export const isPostgresUrl = (place: string): boolean => /^postgres(?:ql)?:\/\//i.test(place);

/** The URL for people: without its password, and without what stands behind the name of the database. */
export function shownUrl(url: string): string {
  const [, scheme, rest = ""] = /^(postgres(?:ql)?:\/\/)([^?#]*)/i.exec(url) ?? [];
  return `${scheme}${rest.replace(/^([^@/:]*):[^/]*@/, "$1@").replace(/^[^/]*@(?=[^/]*@)/, "")}`;
}
