import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, posix } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { linksOf } from "../src/web/site/build/documents.ts";
import { renderMarkdown } from "../src/web/site/build/markdown.ts";
import { builtSite } from "./builtSite.ts";

const site = await builtSite();
const files = readdirSync(site, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).slice(site.length + 1));
const pages = files.filter((name) => name.endsWith(".html"));
const read = (name: string) => readFileSync(join(site, name), "utf8");
const policyOf = (html: string) =>
  /<meta http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1]?.replaceAll("&#39;", "'").split("; ") ?? [];
const computing = ["index.html", "story.html"];

describe("the static site", () => {
  test("has the playground, the story, and every document and result as a page", () => {
    const named = (folder: string, ending: RegExp) => readdirSync(new URL(folder, import.meta.url)).filter((name) => ending.test(name));
    const documents = named("../docs", /\.md$/).map((name) => `docs/${name.replace(".md", ".html")}`);
    const results = named("../docs/results", /\.(md|html)$/).map((name) => `results/${name.replace(".md", ".html")}`);
    expect(pages).toEqual(expect.arrayContaining([...computing, ...documents, ...results, "docs/index.html", "results/index.html"]));
  });

  test.each(pages)("%s: every link and file that it names is there, with the place in it, and by a relative address", (page) => {
    const html = read(page);
    const named = [...html.matchAll(/<(?:a|link|img|script)\b[^>]*?\s(?:href|src)="([^"]*)"/g)].map(([, target]) => target as string);
    const dead = named.filter((target) => {
      if (/^(https?|data|mailto):/.test(target)) return false;
      const [path = "", anchor] = target.split("#");
      const file = path === "" ? page : posix.join(posix.dirname(page), path);
      if (path.startsWith("/") || !files.includes(file)) return true;
      return anchor !== undefined && anchor !== "" && !new RegExp(`\\sid="${anchor.replace(/[^\w-]/g, "\\$&")}"`).test(read(file));
    });
    expect(dead).toEqual([]);
  });

  test.each(pages)("%s may run its own scripts and styles alone, and wears the bar", (page) => {
    const html = read(page);
    const policy = policyOf(html);
    const wasm = computing.includes(page) ? " 'wasm-unsafe-eval'" : "";
    expect(policy).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        `script-src 'self'${wasm}`,
        "worker-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
      ]),
    );
    expect(policy.join()).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:|\*/);
    const isReport = /-report\.html$/.test(page);
    expect(policy.find((rule) => rule.startsWith("style-src"))).toMatch(
      isReport ? /^style-src 'self' 'unsafe-hashes'( 'sha256-[\w+/=]+')+$/ : /^style-src 'self'$/,
    );
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)/);
    if (!isReport) expect(html).not.toMatch(/<style|\sstyle="/);
    expect([...html.matchAll(/<a [^>]*>(Playground|Story|Results|Docs)<\/a>/g)].slice(0, 4).map(([, name]) => name)).toEqual([
      "Playground",
      "Story",
      "Results",
      "Docs",
    ]);
  });

  test("script and style take less than 500 kB compressed, and what is in files of digits is no gzip by its name", () => {
    const code = files.filter((name) => /\.(js|css)$/.test(name));
    expect(code.reduce((sum, name) => sum + gzipSync(readFileSync(join(site, name))).length, 0)).toBeLessThan(500_000);
    expect(files.filter((name) => name.endsWith(".gz"))).toEqual([]);
    expect(files.filter((name) => name.startsWith("mnist/")).length).toBe(4);
  });

  test("what is kept offline is all of it, each file with its sum", () => {
    const [, text = ""] = /JSON\.parse\(("(?:[^"\\]|\\.)*")\)/.exec(read("sw.js")) ?? [];
    const deploy = JSON.parse(JSON.parse(text));
    const kept = [...deploy.files.map(([path]: [string]) => path), ...deploy.digits];
    expect(kept.sort()).toEqual(files.filter((name) => name !== "sw.js").sort());
    expect(statSync(join(site, "sw.js")).size).toBeLessThan(20_000);
  });
});

describe("documents as pages", () => {
  test("a link to a file that is not there stops the build with a sentence", () => {
    const page = { source: "docs/a.md", path: "docs/a.html", current: "Docs", kind: "markdown" } as const;
    const addressOf = linksOf(page, [page], site, () => "");
    expect(() => addressOf("gone.md")).toThrow("docs/a.md: it links to docs/gone.md, which is not there; mend the link");
    expect([addressOf("a.md#b"), addressOf("#c"), addressOf("https://x.example/")]).toEqual(["a.html#b", "#c", "https://x.example/"]);
  });

  test("headings can be linked to as on GitHub, and nothing in a file becomes markup of its own", () => {
    const { html, title, sections } = renderMarkdown(
      "# A `b`\n\n## New *examples*\n\n## New examples\n\n<script>x</script>\n\n[t](javascript:x) <b onclick=x>y</b>\n\n```ts\na<b\n```\n",
      (target) => target,
    );
    expect([title, sections.map(({ id }) => id)]).toEqual(["A b", ["new-examples", "new-examples-1"]]);
    expect(html).not.toMatch(/<script|<b /);
    expect(html).toContain('<pre tabindex="0" data-language="ts"><code>a&lt;b');
  });
});
