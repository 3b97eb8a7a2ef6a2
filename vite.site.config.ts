import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { sitePlugin } from "./src/web/site/build/sitePlugin.ts";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: at("src/web/playground"),
  base: "./",
  appType: "mpa",
  publicDir: false,
  plugins: [sitePlugin(at("."))],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  worker: { format: "es" },
  build: {
    outDir: at("build/site"),
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1000,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: {
        index: at("src/web/playground/index.html"),
        story: at("src/web/playground/story.html"),
        documents: at("src/web/site/page/documents.ts"),
        reports: at("src/web/site/page/reports.ts"),
        sw: at("src/web/site/page/serviceWorker.ts"),
      },
      output: {
        entryFileNames: ({ name }) => (name === "sw" ? "sw.js" : "assets/[name]-[hash].js"),
        chunkFileNames: "assets/[name]-[hash].js",
        assetFileNames: "assets/[name]-[hash][extname]",
      },
    },
  },
  logLevel: "warn",
});
