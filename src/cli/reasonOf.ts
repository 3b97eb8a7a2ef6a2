/** What the system says of an operation that failed: `no space left on device (ENOSPC)`. */
export function reasonOf(error: NodeJS.ErrnoException): string {
  const [, said] = /^[A-Z0-9]+: ([^,]+)/.exec(error.message) ?? [];
  return said && error.code ? `${said} (${error.code})` : (error.code ?? error.message);
}
