interface Extent {
  readonly width: number;
  readonly height: number;
}

/** A plane [row][column] of another size: each new pixel is the mean of what lies under it, by area. */
export function scaledPlane(plane: Float64Array, from: Extent, to: Extent): Float64Array {
  const narrow = new Float64Array(to.width * from.height);
  const columns = sharesOf(from.width, to.width);
  for (let y = 0; y < from.height; y++)
    for (const [x, shares] of columns.entries())
      for (const { place, share } of shares) (narrow[y * to.width + x] as number) += share * (plane[y * from.width + place] as number);
  const scaled = new Float64Array(to.width * to.height);
  for (const [y, shares] of sharesOf(from.height, to.height).entries())
    for (const { place, share } of shares)
      for (let x = 0; x < to.width; x++) (scaled[y * to.width + x] as number) += share * (narrow[place * to.width + x] as number);
  return scaled;
}

/** Of so many places in a row, which lie under each of `to`, and by how much of it. */
function sharesOf(from: number, to: number): { place: number; share: number }[][] {
  const step = from / to;
  return Array.from({ length: to }, (_, i) => {
    const [begin, end] = [i * step, (i + 1) * step];
    const shares: { place: number; share: number }[] = [];
    for (let place = Math.floor(begin); place < Math.min(from, end); place++) {
      const share = (Math.min(end, place + 1) - Math.max(begin, place)) / step;
      if (share > 0) shares.push({ place, share });
    }
    return shares;
  });
}
