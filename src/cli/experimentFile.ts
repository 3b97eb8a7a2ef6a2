import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { resolve } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { decodeText } from "#data";
import { type Experiment, parseExperiment } from "#experiment";
import { stderr } from "./output.ts";
import { exitCodes, UsageError } from "./usageError.ts";

/** The experiment of a file with the command line's fields over it. */
export async function experimentFrom(file: string | undefined, given: Experiment): Promise<Experiment> {
  if (file === undefined) return given;
  const value = /\.[mc]?[tj]s$/.test(file) ? await fromModule(file) : fromJson(file);
  const { grid = {}, ...fields } = value;
  const twice = Object.keys(grid).find((name) => name in fields);
  if (twice !== undefined) throw new UsageError(`${twice}: ${file} gives it beside its grid and in it; take one of the two out`);
  const asked = [...Object.keys(given), ...Object.keys(given.grid ?? {})];
  for (const [i, entry] of (value.list ?? []).entries()) {
    const name = asked.find((each) => each in entry);
    if (name !== undefined)
      throw new UsageError(`${name}: list[${i}] of ${file} gives it, too; leave the option out, or take it out of the list`);
  }
  const replaced = Object.fromEntries(Object.entries(grid).filter(([name]) => !(name in given)));
  const axes = { ...replaced, ...given.grid };
  const { grid: _, ...rest } = given;
  for (const name of Object.keys(given.grid ?? {})) delete (fields as Record<string, unknown>)[name];
  return { ...fields, ...rest, ...(Object.keys(axes).length && { grid: axes }) };
}

function fromJson(file: string): Experiment {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new UsageError(`experiment: ${file} cannot be read (${(error as NodeJS.ErrnoException).code}); name a .json or .ts file`);
  }
  const { text } = decodeText(bytes, `experiment: ${file}`);
  try {
    return parseExperiment(JSON.parse(text));
  } catch (error) {
    const { message } = error as Error;
    throw new UsageError(error instanceof SyntaxError ? `experiment: ${file} is not JSON: ${message}` : `${file}: ${message}`);
  }
}

/** An experiment may import from droplab wherever it lies: it has this one. TypeScript has import and export, whatever the project's package says. */
async function fromModule(file: string): Promise<Experiment> {
  const own = import.meta.resolve("droplab");
  const hooks = registerHooks({
    resolve: (name, context, next) => next(name === "droplab" ? own : name, context),
    load: (url, context, next) => next(url, isOwnTypeScript(url) ? { ...context, format: "module-typescript" } : context),
  });
  const { href } = pathToFileURL(resolve(file));
  const onExit = () => {
    process.exitCode = exitCodes.usage;
    stderr.write(`droplab: experiment: ${file}: it ends the program before it gives an experiment; take that out of it\n`);
  };
  process.once("exit", onExit);
  try {
    const { default: value } = await import(href);
    return parseExperiment(value);
  } catch (error) {
    throw new UsageError(`experiment: ${file}: ${lineIn(error as Error, href)}${(error as Error).message.split("\n")[0]}`);
  } finally {
    process.off("exit", onExit);
    hooks.deregister();
  }
}

const isOwnTypeScript = (url: string) => url.startsWith("file:") && url.endsWith(".ts") && !url.includes("/node_modules/");

/** `line 3: ` of an error in a file, where its stack tells. */
function lineIn({ stack = "" }: Error, href: string): string {
  const at = stack.indexOf(`${href}:`);
  const line = at < 0 ? "" : (/^\d+/.exec(stack.slice(at + href.length + 1))?.[0] ?? "");
  return line && `line ${line}: `;
}
