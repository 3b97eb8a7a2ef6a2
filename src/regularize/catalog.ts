import { dropout } from "./dropout.ts";
import { l1 } from "./l1.ts";
import { l2 } from "./l2.ts";
import { labelSmoothing } from "./labelSmoothing.ts";
import { maxNorm } from "./maxNorm.ts";
import type { Method } from "./method.ts";

/** Every method, in the order of help. Flags, experiments and tests are made from this list. */
export const catalog: readonly Method[] = [dropout, maxNorm, l1, l2, labelSmoothing];
