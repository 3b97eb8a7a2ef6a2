import type { Net } from "#nn";
import { catalog, idleOptions, idleSentence, type MethodOptions, type MethodValues, methodValues } from "#regularize";
import { checkMethods } from "./learnerOptions.ts";

/** The options of all methods after a change, and the cells that it sets. Throws a sentence for what cannot be changed in a net. */
export function changedMethods(
  methods: MethodOptions,
  before: MethodValues,
  net: Net,
): { readonly values: MethodValues; readonly cells: Readonly<Record<string, number>> } {
  checkMethods(methods ?? null);
  const given: MethodOptions = Object.fromEntries(Object.entries(methods).filter(([, value]) => value !== undefined));
  const values = methodValues({ ...before, ...given });
  const isNew = ([name]: [string, unknown]) => String(values[name]) !== String(before[name]);
  const [idle] = idleOptions(Object.fromEntries(Object.entries(given).filter(isNew)), { net }, values);
  if (idle) throw new Error(idleSentence(idle));
  const cells: Record<string, number> = {};
  for (const method of catalog) {
    if (!method.options.some(({ name }) => name in given)) continue;
    const fixed = method.options.find(({ name, builtIn }) => builtIn && values[name] !== before[name]);
    if (fixed) throw new Error(`${fixed.name}: it is built into the net; make a new learner to change it`);
    if (!method.cells || ((method.attach || method.prepare) && !method.isOn(before) && method.isOn(values)))
      throw new Error(`${method.name}: it cannot be changed in a net that was made without it; make a new learner`);
    Object.assign(cells, method.cells(values, net));
  }
  return { values, cells };
}
