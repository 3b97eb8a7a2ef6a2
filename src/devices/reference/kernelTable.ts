import type { InstructionName, Operands } from "#engine";
import * as activation from "./activation.ts";
import * as batchNorm from "./batchNorm.ts";
import * as constraints from "./constraints.ts";
import * as convolution from "./convolution.ts";
import * as dense from "./dense.ts";
import * as dropout from "./dropout.ts";
import * as elementwise from "./elementwise.ts";
import * as gathering from "./gather.ts";
import * as loss from "./loss.ts";
import type { Machine } from "./machine.ts";
import * as optimizer from "./optimizer.ts";
import * as penalties from "./penalties.ts";
import * as pooling from "./pooling.ts";
import * as reductions from "./reductions.ts";

/** One obvious, slow loop for each instruction, of its name. An instruction without one does not compile. */
export const kernelTable: { readonly [K in InstructionName]: (machine: Machine, operands: Operands<K>) => void } = {
  ...gathering,
  ...convolution,
  ...dense,
  ...activation,
  ...dropout,
  ...pooling,
  ...batchNorm,
  ...elementwise,
  ...reductions,
  ...loss,
  ...optimizer,
  ...penalties,
  ...constraints,
};
