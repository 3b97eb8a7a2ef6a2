import type { ComponentChildren } from "preact";
import type { ExperimentView } from "../../api/shapes.ts";
import type { Chosen } from "../state/chosen.ts";
import { choose } from "../state/router.ts";

interface ToolbarProps {
  readonly view: ExperimentView;
  readonly chosen: Chosen;
  /** How many rows the filter leaves. */
  readonly shown: number;
  readonly children: ComponentChildren;
}

/** Filter, axis and columns of the table. */
export function ResultsToolbar({ view: { configurations }, chosen, shown, children }: ToolbarProps) {
  return (
    <div class="toolbar">
      <label class="find">
        <span class="hidden">Filter configurations</span>
        <input
          type="search"
          placeholder="Filter: dropout 0.4, lost"
          value={chosen.filter}
          autocomplete="off"
          onInput={(event) => choose({ q: event.currentTarget.value })}
        />
        <kbd>/</kbd>
      </label>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out in a line everywhere */}
      <span class="segment" role="group" aria-label="Axis of accuracies">
        <button type="button" aria-pressed={!chosen.isLinear} onClick={() => choose({ axis: undefined })}>
          log error
        </button>
        <button type="button" aria-pressed={chosen.isLinear} onClick={() => choose({ axis: "linear" })}>
          linear
        </button>
      </span>
      <span class="small muted" role="status">
        {shown < configurations.length ? `${shown} of ${configurations.length} shown` : ""}
      </span>
      <span class="end">{children}</span>
    </div>
  );
}
