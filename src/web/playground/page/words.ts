import { ratesOfSites } from "#regularize";
import { kindWords } from "../parts/knobValues.ts";
import { listed } from "../parts/listed.ts";
import { defaultSettings, type Settings, type TwinSettings } from "../settings/settings.ts";
import { differences, dropped, drops, followsKnob, type SiteFace, usualSites } from "../settings/twinDifferences.ts";
import type { NetFace } from "../twin/seen.ts";

/** `without dropout`, `with dropout 0.5, max-norm 3` */
export function ownWords(own: TwinSettings, sites: readonly SiteFace[] = usualSites): string {
  const { dropout, dropoutKind, maxNorm, maxNormScope, l1, l2 } = own;
  const kind = dropoutKind === "inverted" ? "" : ` (${kindWords[dropoutKind]})`;
  const free = sites.filter(({ rate }) => typeof rate !== "number");
  const hasOwn = sites.some(({ rate }) => typeof rate === "number" && rate > 0);
  const most = Math.max(0, ...ratesOfSites({ dropout, dropoutRates: [] }, free));
  const parts = [
    ...(hasOwn ? ["the model's own dropout"] : []),
    ...(most > 0 && drops(own, free) ? [`dropout ${most}${kind}`] : []),
    ...(maxNorm ? [`max-norm ${maxNorm}${maxNormScope === "kernel" ? " of whole kernels" : ""}`] : []),
    ...(l1 ? [`L1 ${l1}`] : []),
    ...(l2 ? [`L2 ${l2}`] : []),
  ];
  return parts.length ? `with ${parts.join(", ")}` : "without dropout";
}

/** What differs between the twins, in a sentence; `sites` are the dropout layers of their net. */
export function differsSentence(settings: Settings, sites: readonly SiteFace[] = usualSites, haveDiffered = false): string {
  const { a, b } = settings;
  const differing = differences(settings, sites);
  if (differing.length > 1) return `They differ in ${differing.length} things, so no one of these is shown to be the cause.`;
  const [only] = differing;
  if (only === undefined) {
    if (haveDiffered) return "From here on they are trained alike: what differs between them is from before.";
    const isIdle = a.dropout !== b.dropout && !followsKnob(sites);
    const why = sites.length ? "the dropout layers of this model have rates of their own" : "this model has no dropout layer";
    return `They are trained alike${isIdle ? `, since ${why}` : ""}, so they stay the same to the last digit.`;
  }
  if (only !== "dropout") return `A is trained ${ownWords(a, sites)}, B ${ownWords(b, sites)}.`;
  const [dropsA, dropsB] = [drops(a, sites), drops(b, sites)];
  if (dropsA && dropsB) return `A ${lossWords(a, sites)} at every step, B ${lossWords(b, sites)}.`;
  return `Only ${dropsA ? "A" : "B"} ${lossWords(dropsA ? a : b, sites)} at every step.`;
}

/** What dropout does to a net in a step: `loses half of its hidden units and 20% of the pixels`. */
function lossWords(own: TwinSettings, sites: readonly SiteFace[]): string {
  const acting = dropped(own, sites).filter(({ rate }) => rate > 0);
  const rates = new Map<string, number[]>();
  for (const one of acting.filter((each) => !isNoise(each))) rates.set(whatGoes(one), [...(rates.get(whatGoes(one)) ?? []), one.rate]);
  const byShare = new Map<string, string[]>();
  for (const [what, of] of [...rates].reverse()) {
    const share = shareOf(Math.min(...of), Math.max(...of));
    byShare.set(share, [...(byShare.get(share) ?? []), `of ${what}`]);
  }
  const losses = [...byShare].map(([share, of]) => `${share} ${listed(of)}`);
  const noisy = acting.filter(isNoise);
  const noise = [...new Set(noisy.map(({ on }) => unitsOf[on]))];
  const strengths = [...new Set(noisy.map(({ rate }) => round(rate)))].sort((one, other) => one - other);
  return [
    ...(losses.length ? [`loses ${listed(losses)}`] : []),
    ...(noise.length ? [`has ${listed(noise)} multiplied by noise as strong as dropout ${listed(strengths)}`] : []),
  ].join(" and ");
}

type Acting = ReturnType<typeof dropped>[number];
const isNoise = ({ kind }: Acting): boolean => kind === "gaussian";
const unitsOf = { pixels: "the pixels", hidden: "its hidden units", scores: "its class scores" } as const;
function whatGoes({ kind, on, maps }: Acting): string {
  if (kind === "dropConnect") return "its weights";
  if (kind !== "spatial" || on !== "hidden" || maps === 1) return unitsOf[on];
  return maps === undefined ? "its feature maps and units" : "its feature maps";
}

const round = (rate: number): number => Number(rate.toPrecision(2));
const shareOf = (least: number, most: number): string => {
  const percents = (rate: number) => `${round(100 * rate)}%`;
  if (percents(least) !== percents(most)) return `${percents(least)} to ${percents(most)}`;
  return round(most) === 0.5 ? "half" : percents(most);
};
/** How this browser computes, in a sentence. */
export function numericsWords({ simd }: Pick<NetFace, "simd">): string {
  if (simd === "relaxed")
    return "This browser has relaxed SIMD and rounds a product and its sum once, as droplab does on its native device: the numbers are the same to the last decimal.";
  return "This browser rounds products before they are summed (no relaxed SIMD, or a processor without fused multiply-add): its numbers are those of droplab run --device wasm on such a machine, and differ from the native device's in the last places.";
}

/** The run of the command line that trains as twin B does, as far as flags say it. */
export function commandOf({ shared, b }: Settings, sites: readonly SiteFace[] = usualSites): string {
  const { seed, model, logits, learningRate, batch, trainExamples, labelNoise } = shared;
  const given: readonly (readonly [string, string | number | false | undefined])[] = [
    ["--protocol", typeof model === "string" && logits === "relu" ? "post-held-out" : "sound"],
    ["--model", typeof model === "string" ? model !== "lenet" && quoted(model) : "model.json"],
    ["--dropout", followsKnob(sites) && (b.dropout || false)],
    ["--dropout-kind", followsKnob(sites) && b.dropout > 0 && b.dropoutKind !== "inverted" && b.dropoutKind],
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
