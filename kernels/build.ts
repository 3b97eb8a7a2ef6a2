/**
 * Builds the kernels into build/: the Node-API addon with the system's C++ compiler, one object per vector width, and the
 * WebAssembly modules with clang from npm. Runs at the end of `npm ci`. Without a C++ compiler droplab runs on WebAssembly.
 * Skips what is already built from the same sources.
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { arch, argv, env, platform, stderr } from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { commands } from "@yowasp/clang";
import { include_dir as nodeHeaders } from "node-api-headers";
import { boundsHeader } from "./bounds.ts";
import { instructionHeader } from "./header.ts";

const run = promisify(execFile);
const source = fileURLToPath(new URL(".", import.meta.url));
const build = fileURLToPath(new URL(argv.includes("--sanitize") ? "../build/sanitized/" : "../build/", import.meta.url));

const flags = [
  "-std=c++20",
  "-O3",
  "-ffp-contract=off",
  "-fno-math-errno",
  "-fno-exceptions",
  "-fno-rtti",
  "-Wall",
  "-Werror=switch",
  "-Wno-psabi",
];
const widths =
  arch === "x64"
    ? {
        Avx512: ["-mavx512f", "-mavx512dq", "-mavx512bw", "-mavx512vl", "-mavx2", "-mfma", "-mprefer-vector-width=512", "-DDROPLAB_AVX512"],
        Avx2: ["-mavx2", "-mfma", "-DDROPLAB_AVX2"],
        Baseline: [],
      }
    : { Baseline: [] };

const sources = Object.fromEntries(
  readdirSync(source)
    .filter((name) => /\.(cpp|hpp)$/.test(name))
    .map((name) => [name, readFileSync(join(source, name), "utf8")]),
);
sources["instructions.generated.h"] = instructionHeader();
sources["bounds.generated.h"] = boundsHeader();

/** `--sanitize`: the addon alone, checked for undefined behaviour, into build/sanitized/, for `npm run fuzz`. */
const sanitize = argv.includes("--sanitize");
const checked = sanitize ? ["-O1", "-g", "-fno-omit-frame-pointer", "-fsanitize=address,undefined", "-fno-sanitize-recover=undefined"] : [];

/** Builds the addon; gives null, or the reason why it could not. */
async function buildNative(): Promise<string | null> {
  const compiler = env["CXX"] ?? "c++";
  try {
    await run(compiler, ["--version"]);
  } catch {
    return `no C++ compiler (${compiler}) was found`;
  }
  try {
    await Promise.all(
      Object.entries(widths).map(([name, options]) =>
        run(compiler, [
          ...flags,
          ...options,
          ...checked,
          "-fPIC",
          `-DDROPLAB_VARIANT=${name}`,
          `-I${build}`,
          "-c",
          join(source, "kernels.cpp"),
          "-o",
          join(build, `${name}.o`),
        ]),
      ),
    );
    const objects = Object.keys(widths).map((name) => join(build, `${name}.o`));
    // nodelete: Node unloads an addon whenever the last thread that loaded it ends; nothing may still point into it then
    const link = platform === "darwin" ? ["-bundle", "-undefined", "dynamic_lookup"] : ["-shared", "-static-libgcc", "-Wl,-z,nodelete"];
    await run(compiler, [
      ...flags,
      ...checked,
      "-fPIC",
      ...link,
      `-I${nodeHeaders}`,
      `-I${build}`,
      join(source, "addon.cpp"),
      ...objects,
      "-o",
      join(build, "droplab.node.part"),
    ]);
    renameSync(join(build, "droplab.node.part"), join(build, "droplab.node")); // a process that has the old one goes on with it
    return null;
  } catch (error) {
    writeFileSync(join(build, "native.log"), String((error as { stderr?: string }).stderr ?? error));
    return `the C++ compiler (${compiler}) failed, see build/native.log`;
  }
}

/** Builds droplab.wasm, for engines with relaxed SIMD, and droplab.plain.wasm, for those without. */
async function buildWasm(): Promise<void> {
  await commands["clang++"](undefined, {}, { fetchProgress: () => {} }); // loads the compiler without a word
  for (const [file, options] of [
    ["droplab.wasm", ["-mrelaxed-simd"]],
    ["droplab.plain.wasm", []],
  ] as const) {
    const target = ["--target=wasm32-unknown-unknown", "-msimd128", "-mbulk-memory", ...options, "-DDROPLAB_VARIANT=Wasm"];
    const link = ["-nostdlib", "-Wl,--no-entry", "-Wl,--import-memory", "-Wl,-z,stack-size=262144"];
    let messages = "";
    const collect = (bytes: Uint8Array | null) => {
      if (bytes) messages += new TextDecoder().decode(bytes);
    };
    try {
      const output = await commands["clang++"]([...flags, ...target, ...link, "wasm.cpp", "-o", file], sources, { stderr: collect });
      writeFileSync(join(build, file), (output as Record<string, Uint8Array>)[file] as Uint8Array);
    } catch (error) {
      // what it throws has all sources in it
      throw new Error(
        `the WebAssembly kernels do not compile${messages ? `:\n${messages}` : `, and the compiler says nothing (${(error as Error).name})`}`,
      );
    }
  }
}

const stamp = createHash("sha256")
  .update(JSON.stringify([checked, sources, flags, widths, readFileSync(fileURLToPath(import.meta.url), "utf8")]))
  .digest("hex");
const stampFile = join(build, "stamp");
const built = existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp;
if (!built) {
  mkdirSync(build, { recursive: true });
  for (const header of ["instructions.generated.h", "bounds.generated.h"]) writeFileSync(join(build, header), sources[header] as string);
  const [reason] = await Promise.all([buildNative(), sanitize ? undefined : buildWasm()]);
  if (reason && sanitize) throw new Error(reason);
  if (reason)
    stderr.write(
      `droplab: ${reason}; droplab runs on WebAssembly instead. For full speed install a C++ compiler and type \`npm run build:kernels\`.\n`,
    );
  else writeFileSync(stampFile, stamp);
}
