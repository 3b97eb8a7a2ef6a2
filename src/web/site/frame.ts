/** What every page of the site has: its head, its policy, the bar on top. */

/** Where pages lie, seen from the site's folder. */
export const sitePlaces = [
  { name: "Playground", path: "index.html" },
  { name: "Story", path: "story.html" },
  { name: "Results", path: "results/index.html" },
  { name: "Docs", path: "docs/index.html" },
] as const;
export type SitePlace = (typeof sitePlaces)[number]["name"];

export const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

export interface PolicyOptions {
  /** Whether WebAssembly is compiled, by the page itself or by its workers, and whether it fetches. */
  readonly computes?: boolean;
  /** SHA-256 in base64 of each style that stands in the page itself, as elements or attributes. */
  readonly styles?: readonly string[];
}

/** What a page may do: nothing but what lies beside it. */
export function pagePolicy({ computes = false, styles = [] }: PolicyOptions = {}): string {
  const hashes = styles.map((sum) => `'sha256-${sum}'`);
  return [
    "default-src 'none'",
    `script-src 'self'${computes ? " 'wasm-unsafe-eval'" : ""}`,
    ["style-src 'self'", ...(hashes.length ? ["'unsafe-hashes'", ...hashes] : [])].join(" "),
    `img-src 'self' data:${computes ? " blob:" : ""}`,
    ...(computes ? ["connect-src 'self'"] : []),
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

export const policyTag = (policy: string): string => `<meta http-equiv="Content-Security-Policy" content="${escaped(policy)}" />`;

/** `root` leads from the page to the site's folder: "" or "../". */
export function siteBar(current: SitePlace, root: string): string {
  const links = sitePlaces.map(({ name, path }) => `<a href="${root}${path}"${name === current ? ' aria-current="page"' : ""}>${name}</a>`);
  return [
    `<a class="skip" href="#main">To the content</a>`,
    `<header class="top"><a class="brand" href="${root}index.html">${brand}droplab</a><nav aria-label="Site">${links.join("")}</nav></header>`,
  ].join("\n");
}

const circles = (places: readonly (readonly [number, number])[], radius: number) =>
  places.map(([x, y]) => `<circle cx="${x}" cy="${y}" r="${radius}"/>`).join("");
const kept = circles(
  [
    [3, 3],
    [13, 3],
    [8, 8],
    [3, 13],
  ],
  2.4,
);
const dropped = circles(
  [
    [8, 3],
    [3, 8],
    [13, 8],
    [8, 13],
    [13, 13],
  ],
  1.6,
);
const brand = `<svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true"><g fill="var(--accent)">${kept}</g><g fill="none" stroke="var(--edge)">${dropped}</g></svg>`;

/** Pages are kept for reading offline where their element html says where the site's folder is. */
export const offlineMark = (root: string): string => ` data-offline="${root || "./"}"`;

/** Files of the build that pages refer to, by their path in the site's folder. */
export interface PageAssets {
  readonly script: string;
  readonly styles: readonly string[];
  readonly icon: string;
}

/** The lines of a page's head that lead to them. */
export const assetTags = ({ script, styles, icon }: PageAssets, root: string): string =>
  [
    `<link rel="icon" href="${root}${icon}" type="image/svg+xml" />`,
    ...styles.map((style) => `<link rel="stylesheet" href="${root}${style}" />`),
    `<script type="module" src="${root}${script}"></script>`,
  ].join("\n");

export interface SitePage {
  readonly title: string;
  readonly current: SitePlace;
  readonly root: string;
  /** HTML */
  readonly main: string;
  /** HTML of what stands beside it. */
  readonly aside?: string;
}

/** A page of text. */
export const sitePage = ({ title, current, root, main, aside = "" }: SitePage, assets: PageAssets): string => `<!doctype html>
<html lang="en"${offlineMark(root)}>
<head>
<meta charset="utf-8" />
${policyTag(pagePolicy())}
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="color-scheme" content="light dark" />
<title>${escaped(title)} · droplab</title>
${assetTags(assets, root)}
</head>
<body>
${siteBar(current, root)}
<div class="reading">
${aside}
<main id="main" class="prose" tabindex="-1">
${main}
</main>
</div>
</body>
</html>
`;

/** A page as `droplab ui` gives it: nothing is kept offline, and there is a way back to what is in the store. */
export const localPage = (html: string): string =>
  html
    .replace(/(<html[^>]*?) data-offline="[^"]*"/, "$1")
    .replace('<nav aria-label="Site">', '<nav aria-label="Site"><a href="/">Experiments</a>');
