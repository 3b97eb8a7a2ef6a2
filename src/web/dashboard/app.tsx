import { useEffect, useState } from "preact/hooks";
import { clockTime, count } from "./parts/format.ts";
import { Icon } from "./parts/icons.tsx";
import { startKeys } from "./parts/keys.ts";
import { Dialog } from "./parts/page.tsx";
import { connection, isGone, overview, storeAway, tryNow } from "./state/live.ts";
import { place } from "./state/router.ts";
import { ExperimentPage } from "./views/experiment.tsx";
import { ExperimentsPage } from "./views/experiments.tsx";
import { NowPage } from "./views/now.tsx";
import { RunPage } from "./views/run.tsx";

/** The bar, what is wrong with the connection, and the view of the address. */
export function App() {
  const [isHelping, setHelping] = useState(false);
  useEffect(() => startKeys(() => setHelping(true)), []);
  useEffect(() => {
    document.body.classList.toggle("gone", isGone.value);
  }, [isGone.value]);
  const { path } = place.value;
  const [, experiment] = /^\/experiment\/([0-9a-f]+)$/.exec(path) ?? [];
  const [, run] = /^\/run\/([0-9a-f]+)$/.exec(path) ?? [];
  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById("main")?.focus()}>
        To the content
      </button>
      <header class="top">
        <a class="brand" href="/">
          <Brand />
          droplab
        </a>
        <nav aria-label="Views">
          <a href="/" aria-current={path === "/now" ? undefined : "page"}>
            Experiments
          </a>
          <a href="/now" aria-current={path === "/now" ? "page" : undefined}>
            Now
          </a>
          <a href="/playground/">Playground</a>
        </nav>
        <div class="end">
          <span class="mono roomy">{overview.value?.store}</span>
          <Live />
          <button type="button" class="plain" onClick={() => setHelping(true)}>
            Keys <kbd>?</kbd>
          </button>
        </div>
      </header>
      {connection.value.state === "gone" ? <Gone /> : storeAway.value && <Away />}
      <main id="main" tabIndex={-1}>
        {run ? (
          <RunPage key={run} id={run} />
        ) : experiment ? (
          <ExperimentPage key={experiment} id={experiment} />
        ) : path === "/now" ? (
          <NowPage />
        ) : (
          <ExperimentsPage />
        )}
      </main>
      <footer class="foot">
        <span>droplab {overview.value?.droplab}</span>
        {overview.value && !overview.value.maySteer && (
          <span>
            {overview.value.isReadOnly
              ? "This server only shows: nothing can be started or changed here."
              : "Looking only: to start, stop and write, open the address with ?token= that droplab ui printed."}
          </span>
        )}
      </footer>
      {isHelping && <Keys onClose={() => setHelping(false)} />}
    </>
  );
}

const Brand = () => (
  <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
    <g fill="var(--accent)">
      {[
        [3, 3],
        [13, 3],
        [8, 8],
        [3, 13],
      ].map(([x, y]) => (
        <circle key={`${x} ${y}`} cx={x} cy={y} r="2.4" />
      ))}
    </g>
    <g fill="none" stroke="var(--edge)">
      {[
        [8, 3],
        [3, 8],
        [13, 8],
        [8, 13],
        [13, 13],
      ].map(([x, y]) => (
        <circle key={`${x} ${y}`} cx={x} cy={y} r="1.6" />
      ))}
    </g>
  </svg>
);

function Live() {
  const state = storeAway.value ? "away" : connection.value.state;
  const [icon, word] = (
    { live: ["live", "Live"], gone: ["gone", "Server gone"], away: ["gone", "Store away"], connecting: ["waiting", "Connecting"] } as const
  )[state];
  return (
    <span class="live" data-is={state} role="status">
      <Icon name={icon} />
      {word}
    </span>
  );
}

/** Says since when what is seen is not of now, and when the server is asked again. */
function Gone() {
  const { since, nextTry } = connection.value;
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, []);
  const wait = nextTry ? Math.max(0, Math.ceil((nextTry.getTime() - now) / 1000)) : 0;
  return (
    <div class="gonebar" role="alert">
      <strong>Server gone.</strong>
      <span>
        All you see is from {clockTime(since.toISOString())}. {wait ? `Next try in ${count(wait)} s.` : "Trying…"} What runs in other
        processes goes on.
      </span>
      <button type="button" onClick={tryNow}>
        Try now
      </button>
    </div>
  );
}

function Away() {
  if (!storeAway.value) return null;
  const { why, since } = storeAway.value;
  return (
    <div class="gonebar" role="alert">
      <strong>Store away.</strong>
      <span>
        {/[.!?]$/.test(why) ? why : `${why}.`} All you see is from {clockTime(since.toISOString())}; it is asked for again all the time.
      </span>
    </div>
  );
}

const keys: readonly (readonly [readonly string[], string])[] = [
  [["j", "k"], "next and previous row"],
  [["Enter"], "open the row"],
  [["x"], "select the row"],
  [["b"], "make the row the baseline"],
  [["c"], "compare what is selected"],
  [["/"], "search or filter"],
  [["[", "]"], "previous and next run of the configuration"],
  [["⇧ j", "⇧ k"], "move what waits down and up (in Now)"],
  [["g e", "g n"], "go to Experiments, to Now"],
  [["Esc"], "leave the field, drop the selection, close"],
];

const Keys = ({ onClose }: { readonly onClose: () => void }) => (
  <Dialog title="Keys" onClose={onClose}>
    <dl class="keys">
      {keys.map(([names, what]) => (
        <div key={what}>
          <dt>
            {names.map((name) => (
              <kbd key={name}>{name}</kbd>
            ))}
          </dt>
          <dd>{what}</dd>
        </div>
      ))}
    </dl>
    <form method="dialog">
      <button type="submit">Close</button>
    </form>
  </Dialog>
);
