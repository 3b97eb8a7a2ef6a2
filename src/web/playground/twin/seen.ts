import type { Shape } from "#engine";
import type { SiteFace } from "../settings/twinDifferences.ts";

/** A square of so many pixels, how far it steps, and the zeros around what it lies on. */
export interface WindowFace {
  readonly size: number;
  readonly stride: number;
  readonly padding: number;
}

/** A layer as the page draws it; see Stage. */
export interface StageFace {
  readonly name: string;
  readonly kind: "input" | "maps" | "pooled" | "units" | "logits";
  /** channels × height × width, or [units] */
  readonly shape: Shape;
  readonly activation?: string;
  /** The shape of the kernel that makes it: [unit, …incoming]. */
  readonly kernel?: Shape;
  readonly from: readonly number[];
  readonly window?: WindowFace;
  readonly hasBetween?: true;
  /** The rate at which dropout drops from it in training; undefined where nothing is. */
  readonly dropout?: { readonly kind: string };
  /** Which list of `Removed` takes units from it; undefined where none can be taken. */
  readonly removable?: number;
}

/** What a net is, for the page. */
export interface NetFace {
  readonly stages: readonly StageFace[];
  readonly parameters: number;
  readonly classes: number;
  readonly reluLogits: boolean;
  /** What a model of one's own has behind its logits, which no switch changes. */
  readonly ownLogits?: string;
  /** How many units can be taken away, list by list. */
  readonly removable: readonly number[];
  /** Its dropout layers, in their order. */
  readonly sites: readonly SiteFace[];
  /** As `numericsOf` names the bits of the device. */
  readonly numerics: string;
  readonly simd: string;
}

/** Units that are taken away, for each list of those that can be. */
export type Removed = readonly (readonly number[])[];

/** One image: a test image by its place, or pixels of one's own. */
export type Shown = { readonly test: number } | { readonly pixels: Uint8Array };

/** One image through one net: what each stage gives, in the order of the stages. */
export interface Pass {
  readonly values: readonly Float32Array[];
  readonly logits: Float32Array;
  /** Of the classes. */
  readonly probabilities: Float32Array;
}

/** The edges of a dense stage that are drawn: single numbers of one stage and of another, the weakest first. */
export interface StageEdges {
  /** Stages by their place. */
  readonly from: number;
  readonly to: number;
  readonly sources: Uint32Array;
  readonly targets: Uint32Array;
  /** The products of weight and activation, as shares of the largest, in (0, 1]. */
  readonly strengths: Float32Array;
}

/** One image through one twin as it is after `step`. */
export interface Sight {
  readonly step: number;
  readonly whole: Pass;
  /** Under the masks that the first image of this step's batch had; null where nothing is dropped, or where the whole net is shown. */
  readonly thinned: Pass | null;
  /** For each stage 1 where a number is kept by the mask, 0 where it is dropped; null where there is none. */
  readonly kept: readonly (Uint8Array | null)[];
  /** The strongest edges of what is seen, whole or thinned; see `Look`. */
  readonly edges: readonly StageEdges[];
  /** The rate of dropout at each stage, and that of dropConnect on the weights that make it. */
  readonly rates: readonly number[];
  readonly weightRates: readonly number[];
}

/** Among answers: of a net whose numbers are gone. */
export const NO_ANSWER = 255;

/** How well a twin does; accuracy in [0, 1]. */
export interface Score {
  readonly step: number;
  readonly accuracy: number;
  readonly loss: number;
  /** So many test images. */
  readonly images: number;
  /** The highest logit of each class on them. */
  readonly highestLogits: readonly number[];
}

/** How well a twin does without a share of its hidden units, over some draws of them; accuracies in [0, 1]. */
export interface TakenPoint {
  readonly share: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Weights of a twin for the pictures of what is inside. */
export interface Inside {
  readonly step: number;
  /** Of the first kernel, [unit][weights], and its shape. */
  readonly filters: { readonly shape: Shape; readonly values: Float32Array } | null;
  /** For each kernel the norm of each unit's incoming weights, and of the whole. */
  readonly norms: readonly { readonly name: string; readonly units: Float32Array; readonly whole: number }[];
}

/** What units give on some test images, layer by layer, for the histograms. */
export interface Activity {
  readonly step: number;
  readonly images: number;
  readonly layers: readonly {
    readonly name: string;
    /** The share of the activations that is 0. */
    readonly silent: number;
    /** The share that lies in each of equal bins from 0 to `most`; silent ones are in none. */
    readonly bins: Float32Array;
    readonly most: number;
  }[];
}

/** One unit of a stage: its incoming weights and its bias. */
export interface UnitWeights {
  readonly weights: Float32Array;
  readonly bias: number;
}

/** One stretch of training: the mean loss over the steps since the last record, without penalties. */
export interface LossRecord {
  readonly step: number;
  readonly loss: number;
}
