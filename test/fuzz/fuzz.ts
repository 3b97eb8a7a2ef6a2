/**
 * `npm run fuzz -- [seconds] [seed]`: calls the library and its addon as no program should, under AddressSanitizer and
 * UndefinedBehaviorSanitizer where the system's compiler has them (GCC on Linux). Prints the seed, which repeats a finding; exit code 1
 * on one.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { argv, env, execPath, exit, stderr, stdout } from "node:process";
import { fileURLToPath } from "node:url";

const path = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const [seconds = 60, seed = Date.now() % 2 ** 32] = argv.slice(2).map(Number);
if (!(seconds > 0 && Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32)) {
  stderr.write("fuzz: give seconds above 0, and a seed from 0 to 4294967295\n");
  exit(2);
}

/** Where the sanitizer's library is; undefined where the compiler has none. */
function sanitizer(): string | undefined {
  try {
    const library = execFileSync(env["CXX"] ?? "c++", ["-print-file-name=libasan.so"], { encoding: "utf8" }).trim();
    if (!existsSync(library)) return undefined;
    execFileSync(execPath, [path("../../kernels/build.ts"), "--sanitize"], { stdio: "inherit" });
    return library;
  } catch {
    return undefined;
  }
}

const library = sanitizer();
stdout.write(`seed ${seed}, ${seconds} seconds, ${library ? "with" : "WITHOUT"} sanitizers\n`);
const folder = mkdtempSync(join(tmpdir(), "droplab-fuzz-"));
const { status, signal } = spawnSync(
  execPath,
  [
    ...(library ? ["--import", new URL("sanitizedAddon.ts", import.meta.url).href] : []),
    path("hostileCalls.ts"),
    String(seed),
    String(seconds),
  ],
  {
    stdio: "inherit",
    cwd: folder, // nets are saved under names of any kind
    env: {
      ...env,
      ...(library && {
        LD_PRELOAD: library,
        ASAN_OPTIONS: "detect_leaks=0:allocator_may_return_null=1:max_allocation_size_mb=4096",
        UBSAN_OPTIONS: "print_stacktrace=1:halt_on_error=1",
      }),
    },
  },
);
rmSync(folder, { recursive: true });
if (status === 0) exit(0);
stderr.write(`found with seed ${seed} (${signal ?? `exit code ${status}`}); the same again: npm run fuzz -- ${seconds} ${seed}\n`);
exit(1);
