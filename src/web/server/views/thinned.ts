/** Stretches that a curve is cut into; of each the extremes stay. */
const STRETCHES = 240;

/**
 * The places of the points of curves over the same iterations that are shown: the first and the last, and of each stretch those at which
 * some curve is lowest or highest, so that no peak is lost.
 */
export function thinnedPlaces(curves: readonly (readonly number[])[]): number[] {
  const length = curves[0]?.length ?? 0;
  if (length <= 2 * STRETCHES) return Array.from({ length }, (_, place) => place);
  const places = new Set([0, length - 1]);
  for (let stretch = 0; stretch < STRETCHES; stretch++) {
    const [from, to] = [Math.floor((stretch * length) / STRETCHES), Math.floor(((stretch + 1) * length) / STRETCHES)];
    for (const curve of curves) {
      let [lowest, highest] = [from, from];
      for (let place = from; place < to; place++) {
        const value = curve[place] as number;
        // a value that is no number is none of the extremes, unless there is no other
        if (!Number.isNaN(value)) {
          if (!(value >= (curve[lowest] as number))) lowest = place;
          if (!(value <= (curve[highest] as number))) highest = place;
        }
      }
      places.add(lowest).add(highest);
    }
  }
  return [...places].sort((a, b) => a - b);
}
