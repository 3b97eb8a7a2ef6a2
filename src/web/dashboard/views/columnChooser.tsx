import { useState } from "preact/hooks";
import type { ExperimentView } from "../../api/shapes.ts";
import { Dialog } from "../parts/page.tsx";

/** Columns that can be left out. */
const columns: readonly (readonly [name: string, words: string, has: (view: ExperimentView) => boolean])[] = [
  ["runs", "runs", () => true],
  ["sd", "standard deviation", () => true],
  ["interval", "95% interval of the mean", () => true],
  ["nll", "negative log-likelihood, nats", ({ configurations }) => configurations.some(({ nll }) => nll !== null)],
  ["ece", "expected calibration error, %", ({ configurations }) => configurations.some(({ ece }) => ece !== null)],
  ["strip", "every run", () => true],
  ["span", "95% interval of the difference", ({ configurations }) => configurations.some(({ difference }) => difference !== null)],
  ["forest", "differences as a figure", ({ configurations }) => configurations.some(({ difference }) => difference !== null)],
  ["lost", "lost classes", ({ configurations }) => configurations.some(({ lost }) => lost > 0)],
  ["diverged", "diverged runs", ({ configurations }) => configurations.some(({ diverged }) => diverged > 0)],
  ["notes", "notes", ({ configurations }) => configurations.some(({ notes }) => notes !== "")],
];

const KEY = "droplab-columns-left-out";
/** Left out unless asked for: the table has few figures by themselves. */
const USUAL = ["ece"];

function stored(): string[] {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "null") ?? USUAL;
  } catch {
    return USUAL;
  }
}

/** Which columns are shown, in this browser. */
export function useColumns(view: ExperimentView) {
  const [hidden, setState] = useState<readonly string[]>(stored);
  return {
    hidden,
    shows: (name: string): boolean => !hidden.includes(name) && columns.some(([own, , has]) => own === name && has(view)),
    setHidden(names: readonly string[]) {
      setState(names);
      try {
        localStorage.setItem(KEY, JSON.stringify(names));
      } catch {
        // a browser that keeps nothing shows them until the page is left
      }
    },
  };
}

interface ChooserProps {
  readonly view: ExperimentView;
  readonly hidden: readonly string[];
  readonly onHidden: (names: readonly string[]) => void;
}

export function ColumnChooser({ view, hidden, onHidden }: ChooserProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" class="phone-hide" onClick={() => setOpen(true)}>
        Columns…
      </button>
      {isOpen && (
        <Dialog title="Columns" onClose={() => setOpen(false)}>
          <ul class="choices">
            {columns
              .filter(([, , has]) => has(view))
              .map(([name, words]) => (
                <li key={name}>
                  <label>
                    <input
                      type="checkbox"
                      checked={!hidden.includes(name)}
                      onChange={() => onHidden(hidden.includes(name) ? hidden.filter((one) => one !== name) : [...hidden, name])}
                    />
                    {words}
                  </label>
                </li>
              ))}
          </ul>
          <p class="small muted">In a narrow window columns leave by themselves.</p>
          <form method="dialog">
            <button type="submit">Close</button>
          </form>
        </Dialog>
      )}
    </>
  );
}
