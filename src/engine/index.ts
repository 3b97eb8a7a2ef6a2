/** The engine: graphs of ops, compiled to Programs, run by devices. */
export { canonical } from "./canonical.ts";
export { checkNames } from "./checkNames.ts";
export { type Compiled, compile, layOut, type Memory } from "./compile.ts";
export type { ByteExamples, Call, Device, Numbers, Session } from "./device.ts";
export { type Buffer, Emission } from "./emission.ts";
export { Graph, parameterCount } from "./graph.ts";
export { decode, type InstructionName, instructionNames, instructions, type OperandKind, type Operands } from "./instructions.ts";
export { normalQuantile } from "./normalQuantile.ts";
export { NUMERICAL_VERSION, numericsOf } from "./numericalVersion.ts";
export { type Operations, operations } from "./operations.ts";
export { type BinaryKind, binaryKinds, type DropoutKind, dropoutKinds, type UnaryKind, unaryKinds } from "./ops/elementwise.ts";
export { permutation, philox4x32, RandomSequence, runSeed, streams } from "./philox.ts";
export type { Program } from "./program.ts";
export { sha256 } from "./sha256.ts";
export { LANES, padded, type Shape, shapeText, size } from "./shape.ts";
export { shown } from "./shown.ts";
export type { Cell, Parameter, State, Tensor } from "./tensor.ts";
export { areNumbers, typedArrayName } from "./typedArrayName.ts";
