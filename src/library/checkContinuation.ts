import { canonical } from "#engine";
import type { OptimizerAccount } from "#trained";
import type { NetAccount, WholeAccount } from "./savedHeader.ts";

type Data = NetAccount["data"];

/**
 * Refuses to train a saved net on with what does not fit it: data that mean something else, an optimizer with another memory. Unless
 * `changed`, refuses also all that would let it go on with other digits than without a break. Throws one sentence.
 */
export function checkContinuation(file: string, saved: NetAccount, given: WholeAccount, changed: boolean): void {
  const different = misfit(saved, given) ?? (changed ? undefined : change(saved, given));
  if (different) throw new Error(`${file}: ${different}`);
}

/** What makes other things of the net's numbers, in a sentence without a full stop. */
function misfit({ data: saved, optimizer }: NetAccount, { data: given, optimizer: other }: WholeAccount): string | undefined {
  for (const part of ["shape", "scale", "kind", "classes"] as const)
    if (String(given[part]) !== String(saved[part])) return `data: ${part} is ${given[part]}, and that of the net ${saved[part]}`;
  if (canonical(given.classNames) !== canonical(saved.classNames))
    return `data: classNames are ${listed(given.classNames)}, and those of the net ${listed(saved.classNames)}; give data with the same classes in the same order`;
  const words = otherWords(saved, given);
  if (words) return `data: ${words}; give data with the same columns and words, in the same order`;
  const standardization = otherStandardization(saved, given);
  if (standardization) return `data: standardization: ${standardization}; standardize the data as those of the net were`;
  if (!optimizer || (optimizer.name === other.name && String(optimizer.slots) === String(other.slots))) return undefined;
  const [has, is] = [optimizer, other].map(({ name, slots }) => `${name} (memory: ${slots.join(", ") || "none"})`);
  return `optimizer: it is ${is}, and that of the net ${has}; give the optimizer that it was trained with, as { optimizer: sgd({ … }) }`;
}

/** Where a feature of a table stands for another word, or a column became features otherwise. */
function otherWords({ table: saved }: Data, { table: given }: Data): string | undefined {
  if (!saved || !given) return undefined;
  const [own, others] = [saved, given].map(({ columns, header }) => columns.map(({ column }) => header?.[column] ?? ""));
  if (String(own) !== String(others) && String(own?.toSorted()) === String(others?.toSorted()))
    return `its columns ${listed(others)} stand in another order than those of the net, ${listed(own)}`;
  for (const [place, { kind, words = [] }] of saved.columns.entries()) {
    const other = given.columns[place];
    const is = `of column ${place + 1} among those that features are made of`;
    if (other?.kind !== kind) return `the cells ${is} are ${other?.kind ?? "none"}, and those of the net ${kind}`;
    if (canonical(other.words ?? []) !== canonical(words))
      return `the words ${is} are ${listed(other.words)}, and those of the net ${listed(words)}`;
  }
  return undefined;
}

function otherStandardization({ standardization: saved }: Data, { standardization: given }: Data): string | undefined {
  if (!saved || !given)
    return saved === given ? undefined : `the data have ${given ? "one" : "none"}, and the net's had ${saved ? "one" : "none"}`;
  for (const [part, name] of [
    ["means", "mean"],
    ["deviations", "deviation"],
  ] as const) {
    const feature = saved[part].findIndex((value, i) => value !== given[part][i]);
    if (feature >= 0)
      return `the ${name} of feature ${feature} is ${given[part][feature]}, and in the data of the net ${saved[part][feature]}`;
  }
  return undefined;
}

/** What makes other digits from here on, in a sentence without a full stop. */
function change(saved: NetAccount, given: WholeAccount): string | undefined {
  if (!saved.optimizer)
    return "the net is that of a run, without the memory of its optimizer; say { changed: true } to train it on with a new one";
  const what =
    changedOptimizer(saved.optimizer, given.optimizer) ??
    changedPenalty(saved, given) ??
    changedData(saved.data, given.data) ??
    changedDevice(saved, given);
  return what && `${what}; give the same to go on with the same digits, or { changed: true } to go on with others`;
}

function changedOptimizer(saved: OptimizerAccount, given: OptimizerAccount): string | undefined {
  const [constant] = differing(saved.constants, given.constants);
  if (constant) return `optimizer: ${constant}`;
  for (const [iteration, fed] of Object.entries(saved.coming)) {
    const [number] = differing(fed, given.coming[iteration] ?? {});
    if (number) return `optimizer: at iteration ${iteration} its ${number}`;
  }
  return given.schedule === saved.schedule ? undefined : "optimizer: its schedule is another than that of the net";
}

/** `epsilon is 1e-7, and that of the net 1e-8` for each number that differs. */
function differing(saved: Readonly<Record<string, number>>, given: Readonly<Record<string, number>>): string[] {
  const names = [...new Set([...Object.keys(saved), ...Object.keys(given)])].filter((name) => saved[name] !== given[name]);
  return names.map((name) => `${name} is ${given[name] ?? "none"}, and that of the net ${saved[name] ?? "none"}`);
}

function changedPenalty({ penalties: saved }: NetAccount, { penalties: given }: NetAccount): string | undefined {
  const names = (penalties: NetAccount["penalties"]) => listed(penalties.map(({ name }) => name));
  if (names(saved) !== names(given)) return `penalties: the net was trained with ${names(saved)}, and is given ${names(given)}`;
  for (const [i, { name, strength, ops }] of saved.entries()) {
    const other = given[i];
    if (other?.strength !== strength) return `penalties: the strength of ${name} is ${other?.strength}, and that of the net ${strength}`;
    if (other.ops !== ops) return `penalties: ${name} computes something else than it did for the net`;
  }
  return undefined;
}

function changedData(saved: Data, given: Data): string | undefined {
  const names = ({ table }: Data) => table?.columns.map(({ column }) => table.header?.[column] ?? `column ${column + 1}`);
  if (saved.table && given.table && canonical(names(saved)) !== canonical(names(given)))
    return `data: the features are ${listed(names(given))}, and those of the net ${listed(names(saved))}`;
  if (given.heldOut !== saved.heldOut) return `data: heldOut is ${given.heldOut}, and that of the net ${saved.heldOut}`;
  if (given.training !== saved.training) return "data: the training examples or their labels are not those that the net was trained on";
  return undefined;
}

const changedDevice = ({ numerics: saved }: NetAccount, { numerics: given }: NetAccount): string | undefined =>
  given === saved ? undefined : `device: its arithmetic is "${given}", and that of the net "${saved}"`;

const listed = (names: readonly string[] | undefined): string => names?.join(", ") || "none";
