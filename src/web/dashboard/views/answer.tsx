import type { ExperimentView } from "../../api/shapes.ts";
import { Icon, type IconName } from "../parts/icons.tsx";
import { choose } from "../state/router.ts";
import { groupOf } from "./resultsOrder.ts";

const chips: readonly (readonly [group: string, icon: IconName, words: string])[] = [
  ["better", "better", "better"],
  ["worse", "worse", "worse"],
  ["none", "open", "no evidence, which is not evidence of none"],
  ["same", "same", "the same, or equivalent"],
  ["apart", "apart", "not judged"],
];
/** Those that are shown although there are none. */
const always = ["better", "worse", "none"];

const FIRST = 3;

/** Did it help, in the words of `droplab compare`; and what to doubt. */
export function Answer({ view, verdict }: { readonly view: ExperimentView; readonly verdict: string }) {
  const { findings, overview, unfinished, warnings, configurations } = view;
  const [lede, ...rest] = findings;
  const differences = configurations.flatMap(({ difference }) => difference ?? []);
  return (
    <section class="answer" aria-label="Did it help?">
      <div>
        <h2>Did it help?</h2>
        <p class="lede">{lede}</p>
        {rest.slice(0, FIRST - 1).map((sentence) => (
          <p key={sentence} class="next">
            {sentence}
          </p>
        ))}
        {rest.length > FIRST - 1 && (
          <details class="next">
            <summary>{rest.length - FIRST + 1} more</summary>
            {rest.slice(FIRST - 1).map((sentence) => (
              <p key={sentence}>{sentence}</p>
            ))}
          </details>
        )}
        {unfinished && <p class="next">{unfinished}</p>}
        {differences.length > 0 && configurations.some(({ scored }) => scored > 0) && (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out in a line everywhere
          <div class="chips" role="group" aria-label="Show by verdict">
            {chips.map(([group, icon, words]) => {
              const count = differences.filter((one) => groupOf(one.verdict) === group).length;
              if (!count && !always.includes(group)) return null;
              return (
                <button
                  key={group}
                  type="button"
                  aria-pressed={verdict === group}
                  onClick={() => choose({ verdict: verdict === group ? undefined : group })}
                >
                  <span class="verdict" data-is={group === "better" || group === "worse" ? group : "open"}>
                    <Icon name={icon} />
                  </span>
                  <b>{count}</b> {words}
                </button>
              );
            })}
          </div>
        )}
        <p class="small muted overview">{overview}</p>
      </div>
      {warnings.length > 0 && (
        <details class="caution" open={innerWidth > 720}>
          <summary>
            Before you believe it{" "}
            <span>
              {warnings.length} caution{warnings.length === 1 ? "" : "s"}
            </span>
          </summary>
          <ul>
            {warnings.map((warning) => (
              <li key={warning}>{capital(warning)}</li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

const capital = (text: string): string => `${text[0]?.toUpperCase() ?? ""}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;
