import { definedFields } from "#engine";
import type { Net } from "#nn";
import { catalog, idleOptions, idleSentence, type MethodOptions, type MethodValues, methodValues } from "#regularize";
import { placeIn } from "./decayOf.ts";
import { checkMethods } from "./learnerOptions.ts";

interface Made {
  readonly net: Net;
  /** The learning rate, where it is one number. */
  readonly rate: number | undefined;
  /** The options as they are now, and as they were when the net was made. */
  readonly methods: MethodValues;
  readonly madeWith: MethodValues;
}

/** A copy of the options that are given. Throws a sentence for what is none. */
export function givenMethods(methods: MethodOptions): MethodOptions {
  checkMethods(methods ?? null);
  return Object.fromEntries(
    Object.entries(definedFields(methods)).map(([name, value]) => [name, Array.isArray(value) ? [...value] : value]),
  );
}

/** The options of methods with those that are given; throws a sentence for what acts on nothing, or has no part in the net. */
export function changedMethods(given: MethodOptions, { net, rate, methods: now, madeWith }: Made): MethodValues {
  const values = methodValues({ ...now, ...given });
  const text = (of: Readonly<Record<string, unknown>>, name: string) => String(of[name]);
  const isNew = (name: string) => name in given && text(values, name) !== text(now, name);
  const [idle] = idleOptions(Object.fromEntries(Object.entries(given).filter(([name]) => isNew(name))), placeIn(net, rate), values);
  if (idle) throw new Error(idleSentence(idle));
  for (const method of catalog) {
    if (!method.options.some(({ name }) => isNew(name))) continue;
    const fixed = method.options.find(({ name, builtIn }) => builtIn && values[name] !== now[name]);
    if (fixed) throw new Error(`${fixed.name}: it is built into the net; make a new learner to change it`);
    if (!method.attach || (method.isBuiltIn && !method.isOn(madeWith) && method.isOn(values)))
      throw new Error(`${method.name}: it cannot be changed in a net that was made without it; make a new learner`);
  }
  return values;
}
