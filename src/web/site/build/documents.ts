import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import type { SitePlace } from "../frame.ts";

/** A file of the checkout that is a page of the site. */
export interface DocumentPage {
  /** From the checkout's folder. */
  readonly source: string;
  /** From the site's. */
  readonly path: string;
  readonly current: SitePlace;
  readonly kind: "markdown" | "report";
}

/** Documents that lie elsewhere, and what they are called on the site: those to begin with, and those to look things up in. */
const first: Readonly<Record<string, string>> = { "README.md": "docs/index.html", "examples/README.md": "docs/examples.html" };
const last: Readonly<Record<string, string>> = {
  "bench/peers.md": "docs/peers.html",
  "bench/tables.md": "docs/tables.html",
  "CHANGELOG.md": "docs/changelog.html",
};

/** All documents of a checkout: docs/, what README links to, and results with their reports. */
export function documentPages(checkout: string): DocumentPage[] {
  const named = (folder: string, ending: string) =>
    readdirSync(join(checkout, folder))
      .filter((name) => name.endsWith(ending))
      .sort();
  const page = (source: string, path: string, current: SitePlace): DocumentPage => ({ source, path, current, kind: "markdown" });
  const asPage = (name: string) => name.replace(/\.md$/, ".html");
  return [
    ...Object.entries(first).map(([source, path]) => page(source, path, "Docs")),
    ...named("docs", ".md").map((name) => page(`docs/${name}`, `docs/${asPage(name)}`, "Docs")),
    ...Object.entries(last).map(([source, path]) => page(source, path, "Docs")),
    ...named("docs/results", ".md").map((name) => page(`docs/results/${name}`, `results/${asPage(name)}`, "Results")),
    ...named("docs/results", ".html").map(
      (name): DocumentPage => ({ source: `docs/results/${name}`, path: `results/${name}`, current: "Results", kind: "report" }),
    ),
  ];
}

/** Takes a file that documents link to and that is no page, such as a picture, from the checkout into the site; gives its path there. */
export type PutFile = (source: string, bytes: Uint8Array) => string;

/**
 * Gives where the links of a document lead on the site, relative to its page; what they lead to that is no page is put beside. Throws a
 * sentence for a file that is not there.
 */
export function linksOf(
  document: DocumentPage,
  pages: readonly DocumentPage[],
  checkout: string,
  put: PutFile,
): (target: string) => string {
  const pathOf = new Map(pages.map(({ source, path }) => [source, path]));
  return (target) => {
    if (/^[a-z]+:/i.test(target) || target.startsWith("#")) return target;
    const [file = "", anchor] = target.split("#");
    const source = posix.join(dirname(document.source), file);
    const path = pathOf.get(source) ?? put(source, bytesOf(source, document, checkout));
    return `${posix.relative(dirname(document.path), path)}${anchor === undefined ? "" : `#${anchor}`}`;
  };
}

function bytesOf(source: string, document: DocumentPage, checkout: string): Uint8Array {
  try {
    return readFileSync(join(checkout, source));
  } catch {
    throw new Error(`${document.source}: it links to ${source}, which is not there; mend the link`);
  }
}
