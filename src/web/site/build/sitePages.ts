import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { escaped, type PageAssets, sitePage } from "../frame.ts";
import { type DocumentPage, documentPages, linksOf, type PutFile } from "./documents.ts";
import { type RenderedPage, renderMarkdown } from "./markdown.ts";
import { beginningOf, reportAsPage, titleOf } from "./report.ts";

export interface BuiltPage {
  /** In the site's folder. */
  readonly path: string;
  readonly html: string;
}

/** What the pages of text and the reports refer to. */
export interface SiteAssets {
  readonly documents: PageAssets;
  readonly reports: PageAssets;
}

interface ReadPage {
  readonly document: DocumentPage;
  readonly title: string;
  readonly beginning: string;
  readonly rendered?: RenderedPage;
}

const RESULTS = "results/index.html";
const START = "docs/index.html";

/** All pages but those that compute. Throws a sentence where a link of a document leads nowhere. */
export function sitePages(checkout: string, assets: SiteAssets, put: PutFile): BuiltPage[] {
  const documents = documentPages(checkout);
  const read = documents.map((document) => readPage(document, documents, checkout, put));
  const docs = read.filter(({ document }) => document.current === "Docs");
  const results = read.filter(({ document }) => document.current === "Results");
  const pages = read.map((page): BuiltPage => {
    const { document, title, rendered } = page;
    const { path, current, source } = document;
    if (!rendered) return { path, html: reportAsPage(readFileSync(join(checkout, source), "utf8"), assets.reports, "../") };
    const aside = contents(page, current === "Docs" ? docs : results);
    return { path, html: sitePage({ title, current, root: "../", main: rendered.html, aside }, assets.documents) };
  });
  const main = `<h1>Results</h1>\n${results.map(listed).join("\n")}`;
  return [...pages, { path: RESULTS, html: sitePage({ title: "Results", current: "Results", root: "../", main }, assets.documents) }];
}

function readPage(document: DocumentPage, documents: readonly DocumentPage[], checkout: string, put: PutFile): ReadPage {
  const text = readFileSync(join(checkout, document.source), "utf8");
  if (document.kind === "report") return { document, title: `Report: ${titleOf(text)}`, beginning: beginningOf(text) };
  const rendered = renderMarkdown(text, linksOf(document, documents, checkout, put));
  return { document, title: document.path === START ? "Overview" : rendered.title, beginning: rendered.beginning, rendered };
}

const listed = ({ document, title, beginning }: ReadPage): string =>
  `<h2><a href="${posix.basename(document.path)}">${escaped(title)}</a></h2>\n<p>${escaped(beginning)}</p>`;

/** The pages beside this one, and its sections. */
function contents(page: ReadPage, beside: readonly ReadPage[]): string {
  const sections = page.rendered?.sections ?? [];
  const inside = sections.length > 1 ? `<ul>${sections.map(({ id, text }) => link(`#${id}`, text)).join("")}</ul>` : "";
  const items = beside.map((one) =>
    one === page
      ? `<li><a href="${posix.basename(one.document.path)}" aria-current="page">${escaped(one.title)}</a>${inside}</li>`
      : link(posix.basename(one.document.path), one.title),
  );
  return `<details class="contents"><summary>Pages and sections</summary><nav aria-label="${page.document.current}"><ul>${items.join("")}</ul></nav></details>`;
}

const link = (href: string, text: string): string => `<li><a href="${escaped(href)}">${escaped(text)}</a></li>`;
