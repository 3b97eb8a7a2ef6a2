import { counted } from "#engine";
import type { Net } from "./net.ts";

/** Throws where a net has not as many outputs as the data classes; `model` is what the sentence calls it. */
export function checkClasses({ classes: units }: Pick<Net, "classes">, classes: number, model = "model"): void {
  if (units !== classes)
    throw new RangeError(
      `${model}: its last layer has ${counted(units, "unit")}, the data ${classes} classes; give it as many units as classes`,
    );
}
