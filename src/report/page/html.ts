import { raw, html as template } from "hono/html";
import { visible } from "#engine";
import type { ColumnHead } from "../columnHead.ts";
import type { DrawnFigure } from "../figures/figure.ts";
import { KEY, type Key } from "../figures/legend.ts";

export type Html = ReturnType<typeof raw>;

/** HTML of a template; what is put into it is escaped, unless it is HTML itself. */
export const html = (strings: TemplateStringsArray, ...values: unknown[]): Html => template(strings, ...values.map(shownText)) as Html;

/** Texts without what a page would obey; HTML and lists of it stay. */
const shownText = (value: unknown): unknown =>
  typeof value === "string" ? visible(value) : Array.isArray(value) ? value.map(shownText) : value;

/** A table; its cells are texts or HTML. */
export function table(caption: string, head: readonly ColumnHead[], rows: readonly (readonly (string | Html)[])[]): Html {
  const kind = (column: number) => (head[column]?.holds === "numbers" ? "number" : "words");
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table>
<caption>${caption}</caption>
<thead><tr>${head.map(({ title }, column) => html`<th scope="col" class="${kind(column)}">${title}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row) =>
      html`<tr>${row.map((cell, column) =>
        column === 0
          ? html`<th scope="row" class="${kind(column)}">${cell}</th>`
          : html`<td class="${kind(column)}${isShort(cell) ? " short" : ""}">${cell}</td>`,
      )}</tr>
`,
  )}</tbody></table></div>`;
}

/** A cell that should not break. */
const isShort = (cell: string | Html): boolean => String(cell).replace(/<[^>]*>/g, "").length < 24;

/** A figure with its panels; wide ones scroll on narrow screens. */
export function figure({ name, title, caption, legend = [], panels }: DrawnFigure): Html {
  const widest = Math.max(...panels.map(({ width }) => width));
  const layout = widest > 400 ? "wide" : widest > 300 ? "half" : "third";
  return html`<section id="figure-${name}"><h2>${title}</h2>
<figure><figcaption>${caption}</figcaption>
${legend.length ? html`<ul class="legend">${legend.map(keyOf)}</ul>` : ""}
<div class="panels ${layout}">${panels.map((one) => panelOf(one, layout, one.title ?? title))}</div></figure></section>
`;
}

const keyOf = ({ mark, label }: Key): Html =>
  html`<li><svg viewBox="0 0 ${KEY.width} ${KEY.height}" width="${KEY.width}" height="${KEY.height}" aria-hidden="true">${raw(mark)}</svg>${label}</li>`;

function panelOf({ title, svg }: DrawnFigure["panels"][number], layout: string, label: string): Html {
  const heading = title === undefined ? "" : html`<h3>${title}</h3>`;
  const scrolls = layout === "wide" ? html` tabindex="0" role="region" aria-label="Picture: ${label}"` : "";
  return html`<div class="panel">${heading}<div class="picture"${scrolls}>${raw(visible(svg))}</div></div>`;
}

export { raw };
