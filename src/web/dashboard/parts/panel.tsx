import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import type { FigureView } from "../../api/shapes.ts";
import { downloadPicture, fileNameOf } from "./download.ts";

interface PanelProps {
  readonly title: string;
  readonly caption?: ComponentChildren;
  readonly downloads?: readonly { readonly label: string; readonly href: string }[];
  /** What the picture in it can be downloaded as, where the page itself draws it. */
  readonly pictures?: readonly ("svg" | "png")[];
  readonly extra?: ComponentChildren;
  readonly wide?: boolean;
  readonly children: ComponentChildren;
}

/** A figure with its title, how to read it, and what it can be downloaded as. */
export function Panel({ title, caption, downloads = [], pictures = [], extra, wide, children }: PanelProps) {
  const panel = useRef<HTMLElement>(null);
  return (
    <figure ref={panel} class={wide ? "panel wide" : "panel"}>
      <div class="panel-head">
        <h3>{title}</h3>
        {extra}
        {downloads.length + pictures.length > 0 && (
          <span class="save">
            {pictures.map((format) => (
              <button
                key={format}
                type="button"
                aria-label={`${title} as ${format.toUpperCase()}`}
                onClick={() => {
                  if (panel.current) void downloadPicture(panel.current, title, format);
                }}
              >
                {format.toUpperCase()}
              </button>
            ))}
            {downloads.map(({ label, href }) => (
              <a
                key={label}
                href={href}
                download={href.startsWith("data:") ? fileNameOf(`${title}.${label}`) : ""}
                aria-label={`${title} as ${label}`}
              >
                {label}
              </a>
            ))}
          </span>
        )}
      </div>
      <figcaption>{caption}</figcaption>
      <div class="draw">{children}</div>
    </figure>
  );
}

/** What a figure of an experiment can be downloaded as. */
export const figureDownloads = (experiment: string, figure: string, query: string) =>
  ["SVG", "PNG", "CSV"].map((label) => ({
    label,
    href: `/api/experiments/${experiment}/figure/${encodeURIComponent(figure)}.${label.toLowerCase()}${query}`,
  }));

/** A figure as the report has it: its pictures come from the server, where reports are drawn, too. */
export function ReportFigure({
  figure,
  experiment,
  query,
}: {
  readonly figure: FigureView;
  readonly experiment: string;
  readonly query: string;
}) {
  const { name, title, caption, inFull, legend, panels } = figure;
  const isWide = panels.some(({ width }) => width > 640) || panels.length > 2;
  return (
    <Panel
      title={title}
      wide={isWide}
      downloads={figureDownloads(experiment, name, query)}
      caption={
        <>
          {caption}
          {inFull.length > 0 && ` Names in full: ${inFull.join("; ")}.`}
        </>
      }
    >
      {legend.length > 0 && (
        <ul class="legend">
          {legend.map(({ mark, label }) => (
            <li key={label}>
              <Svg content={`<svg viewBox="0 0 28 14" width="28" height="14" aria-hidden="true">${mark}</svg>`} />
              {label}
            </li>
          ))}
        </ul>
      )}
      <div class="pictures">
        {panels.map((panel) => (
          <div key={panel.title ?? name} class="picture">
            {panel.title && <h4>{panel.title}</h4>}
            <Svg content={panel.svg} />
          </div>
        ))}
      </div>
    </Panel>
  );
}

/** SVG text of this server, in which every text of people is escaped. */
/** What is put in is drawn on the server; the policy of the page runs nothing in it. */
const Svg = ({ content }: { readonly content: string }) => <span class="svg" dangerouslySetInnerHTML={{ __html: content }} />;
