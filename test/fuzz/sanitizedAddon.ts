/** Preloaded by fuzz.ts: wherever droplab loads its addon, the one that is checked by sanitizers is loaded. */
const { dlopen } = process;
process.dlopen = (module: object, file: string, ...flags: [number?]) =>
  dlopen.call(process, module, file.replace(/build([/\\])droplab\.node$/, "build$1sanitized$1droplab.node"), ...(flags as [number]));
