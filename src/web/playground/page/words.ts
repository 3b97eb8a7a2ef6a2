import { kindWords } from "../parts/knobValues.ts";
import { differences, type Settings, type TwinSettings } from "../settings/settings.ts";

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
