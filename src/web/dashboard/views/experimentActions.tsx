import { useState } from "preact/hooks";
import type { ExperimentView } from "../../api/shapes.ts";
import { useAction } from "../parts/action.tsx";
import { Dialog } from "../parts/page.tsx";
import { tell } from "../state/api.ts";
import { maySteer, storeWords } from "../state/live.ts";

interface ActionsProps {
  readonly view: ExperimentView;
  readonly query: string;
  readonly onChanged: () => void;
}

/** Stop, continue, extend, report, export. */
export function ExperimentActions({ view, query, onChanged }: ActionsProps) {
  const { id, state, open, failed } = view.row;
  const { act, isBusy, trouble } = useAction();
  const [isMeasuring, setMeasuring] = useState(false);
  const [dialog, setDialog] = useState<"" | "repetitions" | "export">("");
  const wish = (body: object) => act(() => tell(`/api/experiments/${id}/wish`, body)).then(onChanged);
  const isGoing = state === "running" || state === "waiting";
  return (
    <div class="actions">
      {isGoing && (
        <button type="button" disabled={!maySteer.value || isBusy} onClick={() => wish({ stopped: true })}>
          Stop
        </button>
      )}
      {!isGoing && (open > 0 || failed > 0) && (
        <button
          type="button"
          class="primary"
          disabled={!maySteer.value || isBusy}
          onClick={() => act(() => tell(`/api/experiments/${id}/resume`)).then(onChanged)}
        >
          {isBusy ? "Starting…" : "Continue"}
        </button>
      )}
      <button type="button" disabled={!maySteer.value} onClick={() => setDialog("repetitions")}>
        Add repetitions…
      </button>
      {open === 0 && view.unmeasured > 0 && (
        <button
          type="button"
          disabled={!maySteer.value || isBusy || isMeasuring}
          data-tip={`How ${view.unmeasured} nets do without some of their hidden units, on 2,000 test examples`}
          onClick={() => act(() => tell(`/api/experiments/${id}/measure`)).then(setMeasuring)}
        >
          {isMeasuring ? `Measuring, ${view.unmeasured} left` : "Measure robustness"}
        </button>
      )}
      <a class="button" href={`/api/experiments/${id}/report${query}`} target="_blank" rel="noreferrer">
        Report
      </a>
      <button type="button" onClick={() => setDialog("export")}>
        Export…
      </button>
      {trouble}
      {dialog === "repetitions" && <Repetitions view={view} onClose={() => setDialog("")} onChanged={onChanged} />}
      {dialog === "export" && <Exports id={id} query={query} onClose={() => setDialog("")} />}
    </div>
  );
}

interface RepetitionsProps {
  readonly view: ExperimentView;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

function Repetitions({ view, onClose, onChanged }: RepetitionsProps) {
  const { configurations, row } = view;
  // what is wished already counts as there
  const repetitions = Math.max(view.repetitions, view.wished);
  const [text, setText] = useState(String(repetitions + 5));
  const { act, isBusy, trouble } = useAction();
  const wanted = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  const isMore = wanted > repetitions;
  // configurations that are equal share their runs
  const different = new Set(configurations.map(({ runs }) => runs[0]?.id)).size;
  const start = async () => {
    const isDone = await act(async () => {
      await tell(`/api/experiments/${row.id}/wish`, { repetitions: wanted });
      // whoever works on it goes on by itself; else it is started here
      if (row.state !== "running") await tell(`/api/experiments/${row.id}/resume`);
    });
    if (!isDone) return;
    onChanged();
    onClose();
  };
  return (
    <Dialog title="Add repetitions" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isMore) void start();
        }}
      >
        <label class="field">
          Runs of each configuration
          <input
            type="text"
            inputMode="numeric"
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
            aria-invalid={!isMore}
          />
        </label>
        <p class="small muted">
          {isMore
            ? `${(wanted - repetitions) * different} more ${(wanted - repetitions) * different === 1 ? "run" : "runs"}: ${repetitions} of each are there${view.wished ? " or wished" : ""}. Their seeds follow those of now, so all pairs stay.${row.state === "running" ? " Whoever works on it plans them when those of now are done." : ""}`
            : `There are ${repetitions} of each; give a larger whole number.`}{" "}
          Adding runs after looking at p is another look at the data: decide how many before.
        </p>
        {trouble}
        <div class="actions">
          <button type="submit" class="primary" disabled={!isMore || isBusy}>
            {isBusy ? "Starting…" : "Add"}
          </button>
          <button type="button" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}

const Exports = ({ id, query, onClose }: { readonly id: string; readonly query: string; readonly onClose: () => void }) => (
  <Dialog title="Export" onClose={onClose}>
    <ul class="choices">
      {(
        [
          [`table/csv`, "Every run as CSV"],
          [`table/md`, "The report as Markdown"],
          [`table/tex`, "The table for LaTeX (booktabs)"],
          [`report`, "The report as a page of its own"],
        ] as const
      ).map(([what, words]) => (
        <li key={what}>
          <a href={`/api/experiments/${id}/${what}${query}${what === "report" ? `${query ? "&" : "?"}download` : ""}`} download>
            {words}
          </a>
        </li>
      ))}
    </ul>
    <p class="small muted">
      Figures have their own downloads beside their titles. droplab export {id} -o all.json{storeWords.value} brings everything, weights
      too, to another store.
    </p>
    <form method="dialog">
      <button type="submit">Close</button>
    </form>
  </Dialog>
);
