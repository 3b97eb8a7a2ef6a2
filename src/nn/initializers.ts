import { type Parameter, RandomSequence, size } from "#engine";

/**
 * The starting values of a kernel, rounded to float32 so that every device starts from the same numbers. `index` is the
 * parameter's place in its net: the counter of its random numbers.
 */
export type Initializer = (parameter: Parameter, seed: number, index: number) => Float64Array;

/** An initializer as plain data. */
export type InitializerSpec =
  | "glorotUniform"
  | "glorotNormal"
  | "heUniform"
  | "heNormal"
  | { readonly sparse: number }
  | { readonly constant: number };

const draw = (parameter: Parameter, seed: number, index: number, next: (random: RandomSequence) => number): Float64Array => {
  const random = new RandomSequence(seed, "init", index);
  return new Float64Array(size(parameter.shape)).map(() => Math.fround(next(random)));
};

const uniform = (parameter: Parameter, seed: number, index: number, bound: number) =>
  draw(parameter, seed, index, (random) => (random.uniform() * 2 - 1) * bound);

const normal = (parameter: Parameter, seed: number, index: number, deviation: number) =>
  draw(parameter, seed, index, (random) => random.normal() * deviation);

/** Glorot and Bengio 2010, equation 16: uniform in ±√(6 / (fanIn + fanOut)). */
export const glorotUniform: Initializer = (parameter, seed, index) =>
  uniform(parameter, seed, index, Math.sqrt(6 / (parameter.fanIn + parameter.fanOut)));

/** Glorot and Bengio 2010: normal with variance 2 / (fanIn + fanOut). */
export const glorotNormal: Initializer = (parameter, seed, index) =>
  normal(parameter, seed, index, Math.sqrt(2 / (parameter.fanIn + parameter.fanOut)));

/** He, Zhang, Ren and Sun 2015, equation 10, with the bound of the uniform distribution of that variance: ±√(6 / fanIn). */
export const heUniform: Initializer = (parameter, seed, index) => uniform(parameter, seed, index, Math.sqrt(6 / parameter.fanIn));

/** He, Zhang, Ren and Sun 2015, equation 10: normal with variance 2 / fanIn. */
export const heNormal: Initializer = (parameter, seed, index) => normal(parameter, seed, index, Math.sqrt(2 / parameter.fanIn));

/** Martens 2010, section 5: each unit has `connections` incoming weights that are standard normal, the others are 0. */
export const sparse =
  (connections: number): Initializer =>
  (parameter, seed, index) => {
    const units = parameter.shape[0] as number;
    const incoming = size(parameter.shape) / units;
    const values = new Float64Array(units * incoming);
    const random = new RandomSequence(seed, "init", index);
    const places = Array.from({ length: incoming }, (_, i) => i);
    for (let unit = 0; unit < units; unit++)
      for (let chosen = 0; chosen < Math.min(connections, incoming); chosen++) {
        const other = chosen + random.below(incoming - chosen);
        const place = places[other] as number;
        places[other] = places[chosen] as number;
        places[chosen] = place;
        values[unit * incoming + place] = Math.fround(random.normal());
      }
    return values;
  };

/** Every weight the same. Units that start alike stay alike, unless dropout tells them apart. */
export const constant =
  (value: number): Initializer =>
  ({ shape }) =>
    new Float64Array(size(shape)).fill(Math.fround(value));

/** The initializer that plain data names. */
export function makeInitializer(spec: InitializerSpec): Initializer {
  if (typeof spec === "string") return { glorotUniform, glorotNormal, heUniform, heNormal }[spec];
  return "sparse" in spec ? sparse(spec.sparse) : constant(spec.constant);
}
