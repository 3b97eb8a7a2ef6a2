import { definedFields } from "#engine";
import type { Net } from "#nn";
import { catalog, idleOptions, idleSentence, type MethodOptions, type MethodValues, methodValues } from "#regularize";
import { checkMethods } from "./learnerOptions.ts";

interface Made {
  readonly net: Net;
  /** The options as they are now, and as they were when the net was made. */
  readonly methods: MethodValues;
  readonly madeWith: MethodValues;
}

/** The options of methods with those that are given; throws a sentence for what acts on nothing, or has no part in the net. */
export function changedMethods(methods: MethodOptions, { net, methods: now, madeWith }: Made): MethodValues {
  checkMethods(methods ?? null);
  const given = definedFields(methods);
  const values = methodValues({ ...now, ...given });
  const isNew = ([name]: [string, unknown]) => String(values[name]) !== String(now[name]);
  const [idle] = idleOptions(Object.fromEntries(Object.entries(given).filter(isNew)), { net }, values);
  if (idle) throw new Error(idleSentence(idle));
  for (const method of catalog) {
    if (!method.options.some(({ name }) => name in given)) continue;
    const fixed = method.options.find(({ name, builtIn }) => builtIn && values[name] !== now[name]);
    if (fixed) throw new Error(`${fixed.name}: it is built into the net; make a new learner to change it`);
    if (!method.cells || ((method.attach || method.prepare) && !method.isOn(madeWith) && method.isOn(values)))
      throw new Error(`${method.name}: it cannot be changed in a net that was made without it; make a new learner`);
  }
  return values;
}
