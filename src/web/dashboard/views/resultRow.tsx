import { useMemo } from "preact/hooks";
import type { ConfigurationRow } from "../../api/shapes.ts";
import { plain, signed } from "../parts/format.ts";
import { Icon, Verdict } from "../parts/icons.tsx";
import { Forest, Strip, type StripAxis } from "../parts/strip.tsx";
import { makeBaseline, toggle } from "../state/chosen.ts";
import { FOREST } from "./resultsAxes.ts";

/** What all rows of a table share. */
export interface Frame {
  readonly fields: readonly string[];
  readonly decimals: number;
  readonly hasDifferences: boolean;
  readonly axis: StripAxis;
  readonly forest: StripAxis;
  readonly shows: (column: string) => boolean;
  /** The id of the experiment. */
  readonly experiment: string;
}

interface RowProps {
  readonly row: ConfigurationRow;
  readonly isBaseline: boolean;
  readonly isSelected: boolean;
  readonly isBest: boolean;
  readonly frame: Frame;
}

/** A configuration: its numbers, every run, its difference from the baseline. Drawn anew only where something of it has changed. */
export const ResultRow = (props: RowProps) =>
  useMemo(() => rowOf(props), [props.row, props.isBaseline, props.isSelected, props.isBest, props.frame]);

function rowOf({ row, isBaseline, isSelected, isBest, frame }: RowProps) {
  const { fields, decimals, hasDifferences, axis, forest, shows, experiment } = frame;
  const { difference } = row;
  const first = row.runs[0];
  const runAddress = (run: { readonly id: string }) => `/run/${run.id}?experiment=${experiment}`;
  const name = (text: string) => (
    <a class="name" href={first ? runAddress(first) : "#"} title={row.name}>
      {text}
    </a>
  );
  return (
    <tr data-row={row.index} tabIndex={0} aria-selected={isSelected}>
      <td class="tick">
        <label>
          <input
            type="checkbox"
            aria-label={`Select ${row.name}`}
            checked={isSelected}
            tabIndex={-1}
            onChange={() => toggle(String(row.index))}
          />
        </label>
      </td>
      <td class="base">
        <button
          type="button"
          class="baseline"
          aria-pressed={isBaseline}
          aria-label={isBaseline ? "Baseline" : `Make ${row.name} the baseline`}
          data-tip={isBaseline ? "The baseline" : "Make it the baseline"}
          onClick={() => makeBaseline(row.index)}
        >
          <Icon name={isBaseline ? "baseline" : "noBaseline"} />
        </button>
      </td>
      <th scope="row" class="phone-only c-name">
        {name(row.name || "one configuration")}
      </th>
      {fields.length ? (
        row.values.map((value, place) => (
          <td key={fields[place]} class="num phone-hide">
            {place === 0 ? name(value || "–") : <span class={value === "no limit" || value === "off" ? "muted" : ""}>{value}</span>}
          </td>
        ))
      ) : (
        <td class="phone-hide">{name("one configuration")}</td>
      )}
      {shows("runs") && <td class="num r4 muted">{row.scored === row.planned ? row.scored : `${row.scored} of ${row.planned}`}</td>}
      <td class="num c-mean" data-live>
        {isBest && (
          <span class="star" data-tip="highest mean">
            ★{" "}
          </span>
        )}
        {row.mean === null ? <span class="muted">–</span> : isBest ? <b>{plain(row.mean, decimals)}</b> : plain(row.mean, decimals)}
      </td>
      {shows("sd") && <td class="num r3">{row.sd === null ? "" : plain(row.sd, decimals)}</td>}
      {shows("interval") && (
        <td class="num r4 muted">
          {row.low === null || row.high === null ? "" : `[${plain(row.low, decimals)}, ${plain(row.high, decimals)}]`}
        </td>
      )}
      {shows("nll") && <td class="num r5">{row.nll === null ? "" : plain(row.nll, 4)}</td>}
      {shows("ece") && <td class="num r5">{row.ece === null ? "" : plain(row.ece)}</td>}
      {shows("strip") && (
        <td class="figure c-strip">
          <div class="fit">
            <Strip {...row} axis={axis} label={stripText(row)} addressOf={runAddress} />
          </div>
        </td>
      )}
      {hasDifferences && <td class="num c-diff">{difference?.mean == null ? "" : signed(difference.mean)}</td>}
      {hasDifferences && shows("span") && (
        <td class="num r5 muted">
          {difference?.low == null || difference.high === null ? "" : `[${plain(difference.low)}, ${plain(difference.high)}]`}
        </td>
      )}
      {hasDifferences && shows("forest") && (
        <td class="figure r3">
          <Forest
            mean={difference?.mean ?? null}
            low={difference?.low ?? null}
            high={difference?.high ?? null}
            verdict={difference?.verdict}
            scale={forest.scale}
            width={FOREST}
            label={difference ? differenceText(row) : "baseline"}
          />
        </td>
      )}
      {hasDifferences && (
        <td class="c-verdict">
          {difference ? (
            <span data-tip={difference.sentence}>
              <Verdict of={difference.verdict} p={difference.p === null ? undefined : difference.pText} />
            </span>
          ) : (
            <span class="verdict">
              <Icon name="baseline" />
              baseline
            </span>
          )}
        </td>
      )}
      {shows("lost") && <td class="num r2">{row.lost ? `${row.lost} of ${row.scored}` : <span class="muted">–</span>}</td>}
      {shows("diverged") && <td class="num r2">{row.diverged ? `${row.diverged} of ${row.planned}` : <span class="muted">–</span>}</td>}
      {shows("notes") && <td class="r5 small muted">{row.notes}</td>}
    </tr>
  );
}

const stripText = ({ name, scored, mean }: ConfigurationRow): string =>
  `${name || "one configuration"}: ${scored} run${scored === 1 ? "" : "s"}${mean === null ? "" : `, mean ${plain(mean)}%`}`;

function differenceText({ difference }: ConfigurationRow): string {
  if (!difference || difference.mean === null) return "no difference to show";
  const { mean, low, high, wins, pairs } = difference;
  const interval = low === null || high === null ? "" : ` [${plain(low)}, ${plain(high)}]`;
  return `${signed(mean)}${interval} points, better on ${wins} of ${pairs} seeds`;
}
