import { Marked, type Tokens } from "marked";
import { escaped } from "../frame.ts";

/** A page of Markdown as HTML. */
export interface RenderedPage {
  /** Of its first heading, without marks. */
  readonly title: string;
  /** Its first paragraph that is no quotation. */
  readonly beginning: string;
  readonly html: string;
  /** The headings of the second level. */
  readonly sections: readonly { readonly id: string; readonly text: string }[];
}

/** The id of a heading, as GitHub makes it. */
const slugOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replace(/\s/g, "-");

const plain = (text: string): string =>
  text
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[`*]/g, "")
    .replace(/\s+/g, " ");

/** Renders GitHub's Markdown. `addressOf` gives where a link or a picture leads, as the page has it, from what the file says. */
export function renderMarkdown(text: string, addressOf: (target: string) => string): RenderedPage {
  const ids = new Map<string, number>();
  const sections: { id: string; text: string }[] = [];
  let title = "";
  const marked = new Marked({
    gfm: true,
    renderer: {
      heading({ tokens, depth, text: raw }) {
        const words = plain(raw);
        const slug = slugOf(words);
        const before = ids.get(slug) ?? 0;
        ids.set(slug, before + 1);
        const id = before ? `${slug}-${before}` : slug;
        if (depth === 1 && title === "") title = words;
        if (depth === 2) sections.push({ id, text: words });
        return `<h${depth} id="${escaped(id)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
      link({ href, title: hint, tokens }) {
        const said = hint ? ` title="${escaped(hint)}"` : "";
        return `<a href="${escaped(addressOf(href))}"${said}>${this.parser.parseInline(tokens)}</a>`;
      },
      image: ({ href, text: said }) => `<img src="${escaped(addressOf(href))}" alt="${escaped(said)}" loading="lazy" />`,
      // a comment, such as a mark between which a script writes
      html: ({ text: raw }) => (/^\s*(<!--[\s\S]*?-->\s*)*$/.test(raw) ? "" : escaped(raw)),
      code: ({ text: code, lang = "" }) =>
        `<pre tabindex="0"${lang ? ` data-language="${escaped(lang)}"` : ""}><code>${escaped(code)}</code></pre>\n`,
      table({ header, rows, align }) {
        const cell = (tag: string) => (one: Tokens.TableCell, i: number) =>
          `<${tag}${align[i] ? ` class="${align[i]}"` : ""}>${this.parser.parseInline(one.tokens)}</${tag}>`;
        const line = (cells: readonly Tokens.TableCell[], tag: string) => `<tr>${cells.map(cell(tag)).join("")}</tr>`;
        const body = rows.map((row) => line(row, "td")).join("\n");
        return `<div class="wide" tabindex="0" role="region" aria-label="Table"><table><thead>${line(header, "th")}</thead>\n<tbody>${body}</tbody></table></div>\n`;
      },
    },
  });
  const tokens = marked.lexer(text);
  const first = tokens.find((token): token is Tokens.Paragraph => token.type === "paragraph");
  const html = marked.parser(tokens);
  return { title, beginning: plain(first?.text ?? ""), html, sections };
}
