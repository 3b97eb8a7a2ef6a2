import { kindWords } from "../parts/knobValues.ts";
import { defaultSettings, differences, type Settings, type TwinSettings } from "../settings/settings.ts";
import type { NetFace } from "../twin/seen.ts";

/** `without dropout`, `with dropout 0.5, max-norm 3` */
export function ownWords({ dropout, dropoutKind, maxNorm, l1, l2 }: TwinSettings): string {
  const kind = dropoutKind === "inverted" ? "" : ` (${kindWords[dropoutKind]})`;
  const parts = [
    ...(dropout ? [`dropout ${dropout}${kind}`] : []),
    ...(maxNorm ? [`max-norm ${maxNorm}`] : []),
    ...(l1 ? [`L1 ${l1}`] : []),
    ...(l2 ? [`L2 ${l2}`] : []),
  ];
  return dropout || parts.length ? `with ${parts.join(", ")}` : "without dropout";
}

/** What differs between the twins, in a sentence. */
export function differsSentence(settings: Settings): string {
  const { a, b } = settings;
  const differing = differences(settings);
  if (differing.length === 0) return "They are trained alike, so they stay the same to the last digit.";
  if (differing.length > 1) return `They differ in ${differing.length} things, so no one of these is shown to be the cause.`;
  if (differing[0] !== "dropout") return `A is trained ${ownWords(a)}, B ${ownWords(b)}.`;
  if (a.dropout > 0 && b.dropout > 0) return `A loses ${share(a.dropout)} of its hidden units at every step, B ${share(b.dropout)}.`;
  const [name, { dropout, dropoutKind }] = a.dropout > 0 ? ["A", a] : ["B", b];
  if (dropoutKind === "gaussian") return `Only ${name}'s units are multiplied by noise at every step, as strong as dropout ${dropout}.`;
  if (dropoutKind === "dropConnect") return `Only ${name} loses ${share(dropout)} of its weights at every step.`;
  if (dropoutKind === "spatial") return `Only ${name} loses ${share(dropout)} of its feature maps and units at every step.`;
  return `Only ${name} loses ${share(dropout)} of its hidden units at every step.`;
}

const share = (rate: number): string => (rate === 0.5 ? "half" : `${Math.round(100 * rate)}%`);

/** How this browser computes, in a sentence. */
export function numericsWords({ simd }: Pick<NetFace, "simd">): string {
  if (simd === "relaxed")
    return "This browser has relaxed SIMD and rounds a product and its sum once, as droplab does on its native device: the digits are the same.";
  return "This browser rounds products before they are summed (no relaxed SIMD, or a processor without fused multiply-add): its digits are those of droplab run --device wasm on such a machine, and differ from the native device's in the last places.";
}

/** The run of the command line that trains as twin B does, as far as flags say it. */
export function commandOf({ shared, b }: Settings): string {
  const { seed, model, logits, learningRate, batch, trainExamples, labelNoise } = shared;
  const given: readonly (readonly [string, string | number | false | undefined])[] = [
    ["--protocol", logits === "relu" ? "post-held-out" : "sound"],
    ["--model", typeof model === "string" ? model !== "lenet" && quoted(model) : "model.json"],
    ["--dropout", b.dropout || false],
    ["--dropout-kind", b.dropout > 0 && b.dropoutKind !== "inverted" && b.dropoutKind],
    ["--max-norm", b.maxNorm || false],
    ["--max-norm-scope", b.maxNorm > 0 && b.maxNormScope],
    ["--l1", b.l1 || false],
    ["--l2", b.l2 || false],
    ["--learning-rate", learningRate !== defaultSettings.shared.learningRate && learningRate],
    ["--batch-size", batch !== defaultSettings.shared.batch && batch],
    ["--train-examples", trainExamples],
    ["--label-noise", labelNoise || false],
    ["--seed", seed],
  ];
  const words = given.flatMap(([flag, value]) => (value === false || value === undefined ? [] : [`${flag} ${value}`]));
  return `npx droplab run ${words.join(" ")}`;
}

const quoted = (model: string): string => (/^[\w,.-]+$/.test(model) ? model : `'${model}'`);
