import type { ComponentChildren } from "preact";
import type { ExperimentView } from "../../api/shapes.ts";
import { Search, Segment } from "../parts/controls.tsx";
import type { Chosen } from "../state/chosen.ts";
import { choose } from "../state/router.ts";
import { directionsOf, type Heading } from "./resultsHeads.ts";

interface ToolbarProps {
  readonly view: ExperimentView;
  readonly chosen: Chosen;
  /** How many rows the filter leaves. */
  readonly shown: number;
  readonly heads: readonly Heading[];
  readonly children: ComponentChildren;
}

/** Filter, axis and columns of the table. */
export function ResultsToolbar({ view: { configurations }, chosen, shown, heads, children }: ToolbarProps) {
  return (
    <div class="toolbar">
      <Search label="Filter configurations" hint="Filter: dropout 0.4, lost" value={chosen.filter} onText={(q) => choose({ q })} />
      <Segment label="Axis of accuracies">
        <button type="button" aria-pressed={!chosen.isLinear} onClick={() => choose({ axis: undefined })}>
          log error
        </button>
        <button type="button" aria-pressed={chosen.isLinear} onClick={() => choose({ axis: "linear" })}>
          linear
        </button>
      </Segment>
      {/* a phone has no heads to press */}
      <label class="phone-only sort">
        <span class="hidden">Sorted by</span>
        <select value={chosen.sort} onChange={(event) => choose({ sort: event.currentTarget.value })}>
          <option value="">in the experiment’s order</option>
          {heads.flatMap(([name, words]) =>
            directionsOf(name).map((sort) => (
              <option key={sort} value={sort}>
                {words} {sort.startsWith("-") ? "↓ from the highest" : "↑ from the lowest"}
              </option>
            )),
          )}
        </select>
      </label>
      <span class="small muted" role="status">
        {shown < configurations.length ? `${shown} of ${configurations.length} shown` : ""}
      </span>
      <span class="end">{children}</span>
    </div>
  );
}
