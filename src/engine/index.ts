/** The engine: graphs of ops, compiled to Programs, run by devices. */
export { type Compiled, type CompileOptions, compile, type LayoutOptions, layOut, type Memory } from "./compile.ts";
export { type ByteExamples, type Call, type Device, type DeviceName, deviceNames, type Session } from "./device.ts";
export { openDevice } from "./devices/devices.ts";
export { nativeWidths } from "./devices/native.ts";
export { type Buffer, Emission, type Instruction, type Layout, type Mode } from "./emission.ts";
export { Graph, parameterCount } from "./graph.ts";
export { decode, type InstructionName, instructionNames, instructions, type OperandKind, type Operands } from "./instructions.ts";
export { NUMERICAL_VERSION, numericsOf } from "./numericalVersion.ts";
export { type Operations, operations } from "./operations.ts";
export { type BinaryKind, binaryKinds, type DropoutKind, dropoutKinds, type UnaryKind, unaryKinds } from "./ops/elementwise.ts";
export type { OpAttributes, OpName } from "./ops/opAttributes.ts";
export { opTable } from "./ops/opTable.ts";
export { permutation, philox4x32, RandomSequence, runSeed, type Stream, streams } from "./philox.ts";
export type { Program } from "./program.ts";
export { LANES, padded, type Shape, shapeText, size } from "./shape.ts";
export { shown } from "./shown.ts";
export type { Cell, Node, Parameter, State, Tensor } from "./tensor.ts";
export { typedArrayName } from "./typedArrayName.ts";
