import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Which doors each folder of src/ may go through. */
const arrows: Record<string, readonly string[]> = {
  engine: [],
  nn: ["engine"],
  optim: ["engine"],
  regularize: ["engine", "nn", "optim"],
  data: ["engine"],
  train: ["engine", "nn", "optim", "regularize", "data"],
  experiment: ["engine", "nn", "optim", "regularize", "data", "train"],
  trained: ["engine", "nn", "optim", "regularize", "data", "train", "experiment"],
  analysis: ["engine", "nn", "optim", "regularize", "data", "train", "experiment"],
  devices: ["engine", "kernels"],
  lab: ["engine", "nn", "optim", "regularize", "data", "train", "experiment", "analysis", "devices"],
  store: ["engine", "data", "train", "experiment"],
  report: ["engine", "nn", "optim", "regularize", "data", "train", "experiment", "analysis"],
  web: ["engine", "nn", "optim", "regularize", "data", "train", "experiment", "analysis", "store", "report", "devices"],
  library: ["engine", "nn", "optim", "regularize", "data", "train", "experiment", "trained", "analysis", "devices", "lab"],
  cli: [
    "engine",
    "nn",
    "optim",
    "regularize",
    "data",
    "train",
    "experiment",
    "trained",
    "analysis",
    "devices",
    "lab",
    "store",
    "report",
    "web",
  ],
};

/** Parts of folders that run elsewhere than the rest, and have doors of their own. */
const sideDoors: Record<string, string> = {
  "#data/files": "./src/data/files/index.ts",
  "#devices/browser": "./src/devices/browser/openDevice.ts",
  "#devices/native": "./src/devices/native/nativeDevice.ts",
  "#devices/reference": "./src/devices/reference/referenceDevice.ts",
  "#devices/wasm": "./src/devices/wasm/wasmDevice.ts",
  "#report/files": "./src/report/files/index.ts",
  // what kernels/embed.ts writes
  "#kernels/plain": "./build/plain.js",
  "#kernels/relaxed": "./build/relaxed.js",
};

/** What only Node runs; all else in src runs in a browser too. */
const ofNode = ["cli", "data/files", "devices/native", "lab", "library/node", "report/files", "store", "web/server", "web/site/build"].map(
  (folder) => `src/${folder}/`,
);
/** These choose a device in Node, and are the door for it. */
const devicesOfNode = ["builtKernels", "index", "openDevice"].map((name) => `src/devices/${name}.ts`);
const isOfNode = (file: string) =>
  ofNode.some((folder) => file.startsWith(folder)) ||
  devicesOfNode.includes(file) ||
  ["src/library/index.ts", "src/web/index.ts"].includes(file);

const MOST_LINES = 300;
/** Files that may be longer, each with its reason. */
const longer: Record<string, string> = {};

const sources = ["src", "test", "bench", "kernels"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(tsx?|js|css|cpp|hpp|py)$/.test(entry.name) && !entry.parentPath.includes("node_modules"))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length)),
);
const text = new Map(sources.map((file) => [file, readFileSync(join(root, file), "utf8")]));
const inSrc = sources.filter((file) => file.startsWith("src/"));
const folderOf = (file: string) => file.split("/")[1] as string;

/** What a file imports or exports from, types included. */
function importsOf(file: string): string[] {
  return [...(text.get(file) ?? "").matchAll(/^(?:import|export)\s[^"';]*?from "([^"]+)"|^import "([^"]+)"|\bimport\("([^"]+)"\)/gm)].map(
    ([, from, bare, dynamic]) => (from ?? bare ?? dynamic) as string,
  );
}

describe("the architecture", () => {
  test("every folder of src has its arrows, and its door in package.json", () => {
    expect([...new Set(inSrc.map(folderOf))].sort()).toEqual(Object.keys(arrows).sort());
    const { imports, exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const doors = Object.keys(arrows).filter((folder) => folder !== "cli" && folder !== "library");
    expect(exports).toEqual({ ".": "./src/library/index.ts", "./browser": "./src/library/browser.ts" });
    expect(imports).toEqual({ ...Object.fromEntries(doors.map((folder) => [`#${folder}`, `./src/${folder}/index.ts`])), ...sideDoors });
  });

  const doorOf = (target: string) => sideDoors[target]?.slice(2) ?? `src/${target.slice(1)}/index.ts`;
  const portable = inSrc.filter((file) => !isOfNode(file));
  test.each(portable)("%s runs in a browser: it imports nothing of Node", (file) => {
    const found = importsOf(file).filter((target) => {
      const path = target.startsWith(".") ? normalize(join(dirname(file), target)) : target.startsWith("#") ? doorOf(target) : undefined;
      return target.startsWith("node:") || (path !== undefined && isOfNode(path));
    });
    expect(found).toEqual([]);
  });

  test("what runs in a browser is compiled without the types of Node, and of pages where it needs none", () => {
    const { include, exclude, compilerOptions } = JSON.parse(readFileSync(join(root, "tsconfig.portable.json"), "utf8"));
    expect(compilerOptions).toEqual({ lib: ["es2024", "esnext.iterator"], types: [] });
    const isIn = (places: readonly string[], file: string) => places.some((place) => file === place || file.startsWith(`${place}/`));
    const left = portable.filter((file) => !isIn(include, file) || isIn(exclude, file));
    // WebAssembly and what fetches are no part of the language's own types
    expect(
      left.filter(
        (file) =>
          ![
            "src/devices/",
            "src/library/browser",
            "src/web/dashboard/",
            "src/web/playground/",
            "src/web/site/page/",
            "src/web/site/style/",
          ].some((start) => file.startsWith(start)),
      ),
    ).toEqual([]);
    const pages = JSON.parse(readFileSync(join(root, "tsconfig.browser.json"), "utf8"));
    expect(pages.compilerOptions.types).toEqual([]);
    expect(pages.include).toEqual(expect.arrayContaining(["src/devices/wasm", "src/devices/browser", "src/library/browser.ts"]));
  });

  test.each(inSrc)("%s imports only along the arrows", (file) => {
    const folder = folderOf(file);
    for (const target of importsOf(file)) {
      if (target.startsWith("#")) expect(arrows[folder], `${file} -> ${target}`).toContain(target.slice(1).split("/")[0]);
      if (!target.startsWith(".")) continue;
      const path = normalize(join(dirname(file), target));
      expect(folderOf(path), `${file} -> ${target} leaves its folder`).toBe(folder);
      expect(path, `${file} imports its own door`).not.toBe(`src/${folder}/index.ts`);
    }
  });

  test.each(Object.keys(arrows).filter((folder) => folder !== "cli" && folder !== "library"))(
    "#%s exports what others use, and no more",
    (folder) => {
      const names = (body: string) =>
        body.split(",").flatMap(
          (part) =>
            part
              .trim()
              .replace(/^type /, "")
              .split(" as ")
              .at(-1) || [],
        );
      const exported = [...(text.get(`src/${folder}/index.ts`) ?? "").matchAll(/^export (?:type )?\{([^}]*)\}/gm)].flatMap(([, body]) =>
        names(body as string),
      );
      const others = sources.filter((file) => !file.startsWith("test/") && folderOf(file) !== folder).map((file) => text.get(file) ?? "");
      const imports = new RegExp(`^(?:import|export) (?:type )?\\{([^}]*)\\} from "#${folder}"`, "gm");
      const used = new Set(
        others.flatMap((one) =>
          [...one.matchAll(imports)].flatMap(([, body]) =>
            (body as string).split(",").map(
              (part) =>
                part
                  .trim()
                  .replace(/^type /, "")
                  .split(" as ")[0] as string,
            ),
          ),
        ),
      );
      const whole = others.flatMap((one) =>
        [...one.matchAll(new RegExp(`^import \\* as (\\w+) from "#${folder}"`, "gm"))].flatMap(([, name]) =>
          [...one.matchAll(new RegExp(`\\b${name}\\.(\\w+)`, "g"))].map(([, member]) => member as string),
        ),
      );
      expect(exported.filter((name) => !used.has(name) && !whole.includes(name))).toEqual([]);
    },
  );

  test("there is no import cycle", () => {
    const state = new Map<string, "open" | "closed">();
    const visit = (file: string, path: readonly string[]): void => {
      if (state.get(file) === "closed") return;
      expect(state.get(file), [...path, file].join(" -> ")).not.toBe("open");
      state.set(file, "open");
      for (const target of importsOf(file)) {
        const next = target.startsWith(".") ? normalize(join(dirname(file), target)) : doorOf(target);
        if (text.has(next)) visit(next, [...path, file]);
      }
      state.set(file, "closed");
    };
    for (const file of inSrc) visit(file, []);
  });

  const commands = inSrc.filter((file) => /^src\/cli\/\w+Commands?\.ts$/.test(file));
  test.each(commands)("%s shares parts with other commands, and imports none of them", (file) => {
    expect(importsOf(file).filter((target) => /Commands?\.ts$/.test(target))).toEqual([]);
  });

  test.each(sources)(`%s has at most ${MOST_LINES} lines`, (file) => {
    if (!longer[file]) expect((text.get(file) ?? "").split("\n").length - 1).toBeLessThanOrEqual(MOST_LINES);
  });

  test.each(inSrc.filter((file) => folderOf(file) !== "cli"))("%s reads neither process.env nor argv", (file) => {
    expect(text.get(file)).not.toMatch(/process\.(env|argv)\b|import \{[^}]*\b(env|argv)\b[^}]*\} from "node:process"/);
  });
});
