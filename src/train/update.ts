import { type Buffer, type Emission, LANES, type Memory, type Parameter, padded, size } from "#engine";
import type { Net } from "#nn";
import type { Optimizer, ParameterSlice } from "#optim";
import { catalog, type KernelTile, type MethodValues } from "#regularize";

/** Floats of a tile, about: with its gradient 32 KiB, which stays in the first-level cache from the penalty to the projection. */
const TILE = 4096;

/**
 * Emits what happens after the gradients are known: penalties, decay, the optimizer's update and projections. Kernels go through
 * all of it tile by tile, so that each weight is fetched from memory once; what needs whole kernels goes before or behind.
 */
export function emitUpdate(emission: Emission, net: Net, memory: Memory, optimizer: Optimizer, values: MethodValues): void {
  const learningRate = emission.cell(optimizer.learningRate);
  const tiles = net.graph.parameters.flatMap((parameter) => tilesOf(parameter, memory));
  const penalize = (tile: Tile) => {
    if (isKernel(tile)) for (const method of catalog) method.penalize?.(emission, net, tile);
  };
  const needsGradients = catalog.some((method) => method.actsOn === "gradients" && method.isOn(values));
  if (needsGradients) for (const tile of tiles) penalize(tile);
  for (const method of catalog) if (method.isOn(values)) method.prepare?.(emission, net, memory, values);
  for (const tile of tiles) {
    if (!needsGradients) penalize(tile);
    if (isKernel(tile)) for (const method of catalog) method.decay?.(emission, net, tile, learningRate);
    optimizer.emit(emission, tile);
    if (isKernel(tile)) for (const method of catalog) method.project?.(emission, net, tile, values);
  }
  for (const method of catalog) method.finish?.(emission, net, memory, values);
}

type Tile = ParameterSlice | KernelTile;
const isKernel = (tile: Tile): tile is KernelTile => "kernel" in tile;

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
    return { ...slice(tile * rowsPerTile * rowLength, padded(rows * rowLength)), kernel: parameter, rows, rowLength };
  });
}
