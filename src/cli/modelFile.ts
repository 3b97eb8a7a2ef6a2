import { readFileSync } from "node:fs";
import { decodeText } from "#data";
import { type ModelSpec, noSuchModel, parseModel } from "#nn";

/** The model of a JSON file; throws a sentence where there is none. */
export function modelFile(path: string): ModelSpec {
  if (!path.endsWith(".json")) throw new Error(noSuchModel(path, ", or a JSON file"));
  const text = read(path);
  try {
    return parseModel(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) throw new Error(`model: ${path} is not JSON: ${error.message}`);
    throw new Error(`${path}: ${(error as Error).message}`);
  }
}

function read(path: string): string {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new Error(`model: ${path} cannot be read (${(error as NodeJS.ErrnoException).code}); name a JSON file with a model`);
  }
  return decodeText(bytes, `model: ${path}`).text;
}
