import { createHash } from "node:crypto";
import { assetTags, offlineMark, type PageAssets, pagePolicy, policyTag, siteBar } from "../frame.ts";

/** A report, which is a page of its own, as a page of the site: with its bar, and its own styles allowed by their sums. */
export function reportAsPage(report: string, assets: PageAssets, root: string): string {
  const styles = new Set([
    ...[...report.matchAll(/<style>([\s\S]*?)<\/style>/g)].map(([, text]) => text as string),
    ...[...report.matchAll(/\sstyle="([^"]*)"/g)].map(([, text]) => unescaped(text as string)),
  ]);
  const sums = [...styles].map((text) => createHash("sha256").update(text).digest("base64"));
  const policy = policyTag(pagePolicy({ styles: sums }));
  return report
    .replace(/<html lang="en"/, (start) => `${start}${offlineMark(root)}`)
    .replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, () => policy)
    .replace(/<title>/, (start) => `${assetTags(assets, root)}\n${start}`)
    .replace(/<body>/, (start) => `${start}\n${siteBar("Results", root)}`)
    .replace(/<main>/, '<main id="main">');
}

export const titleOf = (report: string): string => unescaped(/<h1>([\s\S]*?)<\/h1>/.exec(report)?.[1] ?? "");
export const beginningOf = (report: string): string =>
  unescaped(/<p class="lede">([\s\S]*?)<\/p>/.exec(report)?.[1] ?? "").replace(/<[^>]*>/g, "");

const unescaped = (text: string): string =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&amp;", "&");
