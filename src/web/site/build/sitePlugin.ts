import { createHash } from "node:crypto";
import { cpSync, createReadStream, mkdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Plugin, Rolldown } from "vite";
import { partOf } from "../../server/packagedDigits.ts";
import { offlineMark, type PageAssets, pagePolicy, policyTag, siteBar } from "../frame.ts";
import type { Deploy } from "../page/deploy.ts";
import { type DigitNames, makeDigitFiles } from "./digitFiles.ts";
import { sitePages } from "./sitePages.ts";
import { toldStory } from "./toldStory.ts";

/** Makes the whole site beside the pages that Vite bundles: bar and policy, documents, digits, and what is kept offline. */
export function sitePlugin(checkout: string): Plugin {
  let isBuild = true;
  let digits: { readonly folder: string; readonly names: DigitNames };
  let site = "";
  return {
    name: "droplab-site",
    config(_, { command }) {
      isBuild = command === "build";
      digits = makeDigitFiles(join(checkout, "build/digits"));
      return { define: { DIGIT_FILES: JSON.stringify(digits.names), STORY: JSON.stringify(toldStory(checkout)) } };
    },
    configResolved({ build }) {
      site = build.outDir;
    },
    configureServer(server) {
      server.middlewares.use("/mnist", (request, response, next) => {
        const name = basename(request.url ?? "");
        if (partOf(name)) createReadStream(join(digits.folder, name)).on("error", next).pipe(response);
        else next();
      });
    },
    transformIndexHtml: {
      order: "pre",
      handler: (html, { filename }) => framed(html, filename, isBuild),
    },
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        const files = new Map(Object.values(bundle).map((file) => [file.fileName, file.type === "chunk" ? file.code : file.source]));
        const emit = (place: { readonly name: string } | { readonly fileName: string }, source: Uint8Array | string): string => {
          const path = this.getFileName(this.emitFile({ type: "asset", ...place, source }));
          files.set(path, source);
          return path;
        };
        const put = (from: string, source: Uint8Array | string): string =>
          emit(/\.(png|svg)$/.test(from) ? { name: basename(from) } : { fileName: from.replace("docs/results/", "results/") }, source);
        const icon = put("icon.svg", readFileSync(join(checkout, "src/web/dashboard/icon.svg")));
        const assets = { documents: assetsOf(bundle, "documents", icon), reports: assetsOf(bundle, "reports", icon) };
        for (const { path, html } of sitePages(checkout, assets, put)) emit({ fileName: path }, html);
        const worker = bundle["sw.js"];
        if (worker?.type !== "chunk" || worker.imports.length) throw new Error("sw.js: it must be one file");
        worker.code = worker.code.replace(/(["'`])DEPLOY\1/, () => JSON.stringify(JSON.stringify(deployOf(files, digits.names))));
      },
    },
    closeBundle() {
      const folder = join(site, "mnist");
      mkdirSync(folder, { recursive: true });
      for (const name of Object.values(digits.names)) cpSync(join(digits.folder, name), join(folder, name));
    },
  };
}

/** A page that computes, with what every page has. */
function framed(html: string, filename: string, isBuild: boolean): string {
  const withBar = html.replace("<body>", () => `<body>\n${siteBar(basename(filename) === "story.html" ? "Story" : "Playground", "")}`);
  if (!isBuild) return withBar; // Vite's development server puts scripts and styles into the page
  return withBar
    .replace(/<html lang="en"/, (start) => `${start}${offlineMark("")}`)
    .replace(/<meta charset="utf-8" \/>/, (start) => `${start}\n${policyTag(pagePolicy({ computes: true }))}`);
}

function assetsOf(bundle: Rolldown.OutputBundle, name: string, icon: string): PageAssets {
  const chunk = Object.values(bundle).find((one) => one.type === "chunk" && one.isEntry && one.name === name);
  if (chunk?.type !== "chunk") throw new Error(`${name}: it was not built`);
  return { script: chunk.fileName, styles: [...(chunk.viteMetadata?.importedCss ?? [])], icon };
}

function deployOf(built: ReadonlyMap<string, string | Uint8Array>, names: DigitNames): Deploy {
  const sum = (source: string | Uint8Array) => createHash("sha256").update(source).digest("hex");
  const files = [...built]
    .filter(([path]) => path !== "sw.js")
    .map(([path, source]) => [path, sum(source)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const digits = Object.values(names).map((name) => `mnist/${name}`);
  return { version: sum(JSON.stringify([files, digits])).slice(0, 16), files, digits };
}
