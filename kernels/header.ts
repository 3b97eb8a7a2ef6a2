import { binaryKinds, dropoutKinds, instructionNames, instructions, unaryKinds } from "#engine";

const pascal = (name: string) => name[0]?.toUpperCase() + name.slice(1);

/** The C++ view of the instruction table: one struct of operands per instruction, and the list for the interpreter's switch. */
export function instructionHeader(): string {
  const structs = instructionNames.map((name) => `struct ${pascal(name)} { int32_t ${Object.keys(instructions[name]).join(", ")}; };`);
  const list = instructionNames.map((name, code) => `  X(${pascal(name)}, ${name}, ${code})`);
  return [
    "// Generated from src/engine/instructions.ts by kernels/build.ts. Do not edit.",
    "#pragma once",
    "#include <stdint.h>",
    ...structs,
    `enum UnaryKind { ${unaryKinds.map((kind) => `UNARY_${kind}`).join(", ")} };`,
    `enum DropoutKind { ${dropoutKinds.map((kind) => `DROPOUT_${kind}`).join(", ")} };`,
    `enum BinaryKind { ${binaryKinds.map((kind) => `BINARY_${kind}`).join(", ")} };`,
    `#define DROPLAB_INSTRUCTIONS(X) \\\n${list.join(" \\\n")}`,
    "",
  ].join("\n");
}
