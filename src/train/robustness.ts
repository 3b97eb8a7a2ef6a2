/** How a trained net does without some of its hidden units: which draw of units goes is the same for all images. */
export interface Robustness {
  /** What is removed: units of dense layers, or feature maps of convolutions. */
  readonly kind: "units" | "maps";
  /** How many each of these layers has; of each the same share goes. */
  readonly units: readonly number[];
  /** How many test images, the first ones. */
  readonly images: number;
  /** The shares of units removed, in [0, 1), rising. */
  readonly shares: readonly number[];
  /** Right images by share and draw, [share][draw], the remaining units as they are; draw d removes with each share more of the same units. */
  readonly right: readonly (readonly number[])[];
  /** The same with the remaining units times units / (units left). */
  readonly rightRescaled: readonly (readonly number[])[];
}
