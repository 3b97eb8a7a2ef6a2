import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { env } from "node:process";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";

const kernels = fileURLToPath(new URL("../kernels/", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "droplab-undefined-"));
afterAll(() => rmSync(folder, { recursive: true }));
const compiler = env["CXX"] ?? "c++";
const flags = ["-std=c++20", "-O1", "-Wno-psabi", `-I${kernels}`, "-fsanitize=undefined", "-fno-sanitize-recover=undefined"];

/** The output of a program that UndefinedBehaviorSanitizer looks at; undefined where the system's compiler has none. */
function checked(name: string, source: string): { status: number | null; stdout: string; stderr: string } | undefined {
  const [file, program] = [join(folder, `${name}.cpp`), join(folder, name)];
  writeFileSync(file, source);
  try {
    execFileSync(compiler, [...flags, file, "-o", program], { stdio: "ignore" });
  } catch {
    return undefined;
  }
  return spawnSync(program, { encoding: "utf8" });
}

const hasSanitizer = checked("nothing", "int main() { return 0; }")?.status === 0;

test.skipIf(!hasSanitizer)("15.8: exp, log and the normal quantile are defined for every float, negative ones and NaNs too", () => {
  const bits = ["0u", "1u", "0x3F3504F3u", "0x3F800000u", "0x7F7FFFFFu", "0x7F800000u", "0x7FC00000u", "0x7FFFFFFFu"];
  const run = checked(
    "transcendental",
    `#include "transcendental.hpp"
     #include <stdio.h>
     static void all(uint32_t bits) {
       const F x = (F)splatU(bits);
       volatile F sink = logarithm(x) + exponential(x) + normalQuantile(x);
       (void)sink;
     }
     int main() {
       const uint32_t given[] = {${bits}};
       for (uint32_t bits : given) all(bits), all(bits | 0x80000000u);
       for (uint32_t bits = 0; bits < 0xFFFF0000u; bits += 49999) all(bits);
       printf("%g %g", (double)logarithm(splat(2.f))[0], (double)logarithm(splat(-2.f))[0]);
     }`,
  );
  expect(run).toMatchObject({ status: 0, stderr: "" });
  expect(run?.stdout).toMatch(/^0\.693147 -?nan$/);
});
