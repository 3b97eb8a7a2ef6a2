import { type Parameter, RandomSequence, size } from "#engine";

/**
 * Glorot and Bengio 2010, equation 16: uniform in ±√(6 / (fanIn + fanOut)) for kernels; biases are zero.
 * Values are rounded to float32, so that every device starts from the same numbers. `index` is the parameter's place in
 * its net: the counter of its random numbers.
 */
export function glorotUniform(parameter: Parameter, seed: number, index: number): Float64Array {
  const values = new Float64Array(size(parameter.shape));
  if (parameter.role === "bias") return values;
  const bound = Math.sqrt(6 / (parameter.fanIn + parameter.fanOut));
  const random = new RandomSequence(seed, "init", index);
  return values.map(() => Math.fround((random.uniform() * 2 - 1) * bound));
}
