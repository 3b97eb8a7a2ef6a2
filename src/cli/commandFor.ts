import { deviceNames } from "#devices";
import { actingFields, actingRepetitions, type ConfigurationFields, type ExperimentRecord, type TrialRecord } from "#experiment";
import { argumentsOf } from "./configurationOptions.ts";
import { commandOf, quoted } from "./storeOptions.ts";

/** The command that runs one configuration of an experiment again, of which one run is given. */
export function commandFor(fields: ConfigurationFields, run: TrialRecord, { definition }: ExperimentRecord): string {
  const acting = actingFields(fields, run);
  const { reps, seed, vary } = actingRepetitions(definition, run);
  const ending = [...deviceOf(run), "--no-store"];
  const words = argumentsOf(acting);
  if (words) {
    const repetition = [
      ...(reps === undefined ? [] : ["--reps", String(reps)]),
      ...(seed === undefined ? [] : ["--seed", String(seed)]),
      ...(vary === undefined ? [] : ["--vary", vary.join() || "none"]),
    ];
    return commandOf(["run", ...words, ...repetition, ...ending]);
  }
  const one = JSON.stringify({ ...acting, reps, seed, vary });
  return `printf %s ${quoted(one)} > one.json && ${commandOf(["sweep", "one.json", ...ending])}`;
}

/** The options of what computed, where its digits are not those of the usual device: `2 wasm baseline` of `2 fused`. */
function deviceOf({ numerics }: TrialRecord): string[] {
  const [, device = "", simd] = numerics.split(" ");
  if (device === "native") return simd ? ["--device", "native", "--simd", simd] : [];
  return (deviceNames as readonly string[]).includes(device) ? ["--device", device] : [];
}
