/** The functions of one number that the engine has; the order is their number on every device. */
export const unaryKinds = [
  "negate",
  "absolute",
  "square",
  "squareRoot",
  "exponential",
  "logarithm",
  "reciprocal",
  "tanh",
  "sigmoid",
  "softplus",
  "leakyRelu",
  "elu",
  "gelu",
  "silu",
  "relu",
] as const;
export type UnaryKind = (typeof unaryKinds)[number];

/** The functions of two numbers that the engine has; the order is their number on every device. */
export const binaryKinds = ["add", "subtract", "multiply", "divide"] as const;
export type BinaryKind = (typeof binaryKinds)[number];
