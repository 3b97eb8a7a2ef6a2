/** What to do where a package is not there, which is loaded when it is needed; undefined for any other error. */
export function missingPackage(error: unknown): string | undefined {
  const { code, message } = error as NodeJS.ErrnoException;
  const [, name] = /^Cannot find (?:package|module) '((?:@[^/']+\/)?[^/']+)/.exec(message ?? "") ?? [];
  if (name === undefined || !["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND"].includes(code ?? "")) return undefined;
  return `the package ${name} is not installed, which this needs and the library does not; type npm install --include=optional`;
}
