import { useEffect, useRef, useState } from "preact/hooks";
import type { ExperimentView, FigureView } from "../../api/shapes.ts";
import { ReportFigure } from "../parts/panel.tsx";
import { useResource } from "../state/resource.ts";
import { LearningCurves } from "./compared.tsx";

const MOST_CURVES = 6;
const PHONE = 720;
/** Widths at which figures are drawn: not one for each pixel of a window. */
const STEP = 40;

/** What the table does not show: curves, each parameter against the accuracy, grids, lost classes. */
export function Figures({ view, query }: { readonly view: ExperimentView; readonly query: string }) {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const measure = () => {
      const room = box.current?.clientWidth ?? 0;
      setWidth(Math.max(280, Math.floor((room > PHONE ? (room - 32) / 2 : room) / STEP) * STEP));
    };
    measure();
    const watch = new ResizeObserver(measure);
    if (box.current) watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  const runs = new Set(view.configurations.flatMap((one) => one.runs.map(({ id }) => id)));
  const address = width ? `/api/experiments/${view.row.id}/figures${query ? `${query}&` : "?"}width=${width}` : null;
  const { value } = useResource<FigureView[]>(address, ({ runs: changed }) => changed.some((id) => runs.has(id)));
  const first = view.configurations
    .filter(({ rank, index }) => rank !== null || index === view.baseline)
    .toSorted((a, b) => (a.index === view.baseline ? -1 : b.index === view.baseline ? 1 : (a.rank ?? 1e9) - (b.rank ?? 1e9)))
    .slice(0, MOST_CURVES);
  // these two are the table's own columns
  const others = value?.filter(({ name }) => name !== "runs" && name !== "differences") ?? [];
  return (
    <section class="section-block" aria-labelledby="figures-title">
      <div class="section">
        <h2 id="figures-title">Figures</h2>
        <span class="muted small">
          Of the whole experiment, whatever the filter shows
          {first.length < view.configurations.length ? "; curves of the baseline and the best" : ""}
        </span>
      </div>
      <div class="figures" ref={box}>
        {first.length > 0 && <LearningCurves view={view} rows={first} of={view.configurations.length} />}
        {others.map((figure) => (
          <ReportFigure key={figure.name} figure={figure} experiment={view.row.id} query={query} />
        ))}
      </div>
    </section>
  );
}
