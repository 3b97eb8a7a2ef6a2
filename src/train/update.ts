import { type Buffer, type Emission, LANES, type Memory, type Parameter, padded, size } from "#engine";
import type { Net } from "#nn";
import type { Optimizer, ParameterSlice } from "#optim";
import type { KernelTile, Stage, Transform } from "#regularize";

/** Floats of a tile, about: with its gradient 32 KiB, which stays in the first-level cache from the penalty to the projection. */
const TILE = 4096;

/**
 * Emits the chain from gradients to new parameters: penalties, clipping, decay, the optimizer's step, projections. Kernels go through it
 * tile by tile, so that each weight is fetched from memory once; a link over all parameters goes before or behind the tiles. Clipping
 * needs the gradients with all penalties in them: with it, penalties have a pass of their own.
 */
export function emitUpdate(
  emission: Emission,
  { graph }: Net,
  memory: Memory,
  optimizer: Optimizer,
  transforms: readonly Transform[],
): void {
  const learningRate = emission.cell(optimizer.learningRate);
  const tiles = graph.parameters.flatMap((parameter) => tilesOf(parameter, memory));
  const onTile = (stage: Stage, tile: Tile) => {
    for (const link of transforms)
      if (link.at === stage && link.over === "tiles" && isOfKernel(tile)) link.update(emission, tile, learningRate);
  };
  const onParameters = (stage: Stage) => {
    for (const link of transforms) if (link.at === stage && link.over === "parameters") link.update(emission, memory);
  };
  const penaltiesFirst = transforms.some(({ at }) => at === "gradients");
  if (penaltiesFirst) for (const tile of tiles) onTile("penalty", tile);
  onParameters("penalty");
  onParameters("gradients");
  for (const tile of tiles) {
    if (!penaltiesFirst) onTile("penalty", tile);
    onTile("decay", tile);
    optimizer.emit(emission, tile);
    onTile("projection", tile);
  }
  onParameters("projection");
}

type Tile = ParameterSlice | KernelTile;
const isOfKernel = (tile: Tile): tile is KernelTile => "rows" in tile;

/** A kernel as tiles of whole rows, each a multiple of 16 floats but for the last; any other parameter in one piece. */
function tilesOf(parameter: Parameter, memory: Memory): Tile[] {
  const { layout, slots, parameters } = memory;
  const weight = layout.buffers.get(parameter) as Buffer;
  const gradient = layout.gradients.get(parameter) as Buffer;
  const slice = (first: number, length: number): ParameterSlice => {
    const part = (buffer: Buffer, at = 0) => ({ name: buffer.name, offset: (buffer.offset ?? 0) + at + first, length });
    const start = (weight.offset ?? 0) - parameters.offset;
    const memories = [...slots].map(([name, buffer]): [string, Buffer] => [name, part(buffer, start)]);
    return { parameter: part(weight), gradient: part(gradient), slots: new Map(memories), length };
  };
  if (parameter.role !== "kernel") return [slice(0, weight.length)];
  const units = parameter.shape[0] as number;
  const rowLength = size(parameter.shape) / units;
  let whole = 1; // rows that fill whole groups of 16 floats
  while ((whole * rowLength) % LANES) whole *= 2;
  const rowsPerTile = Math.max(1, Math.floor(TILE / rowLength / whole)) * whole;
  return Array.from({ length: Math.ceil(units / rowsPerTile) }, (_, tile) => {
    const rows = Math.min(rowsPerTile, units - tile * rowsPerTile);
    return { ...slice(tile * rowsPerTile * rowLength, padded(rows * rowLength)), rows, rowLength };
  });
}
