import { useEffect, useState } from "preact/hooks";
import { paths } from "../../api/paths.ts";
import type { FormField } from "../../api/shapes.ts";
import { useAction } from "../parts/action.tsx";
import { duration, plural } from "../parts/format.ts";
import { Command } from "../parts/page.tsx";
import { ApiError, ask, tell } from "../state/api.ts";
import { maySteer, overview } from "../state/live.ts";
import { go } from "../state/router.ts";

/** The fields that are there from the start; the others come when they are asked for. */
const FIRST = ["name", "dataset", "model", "protocol", "seed", "iterations", "reps", "dropout", "maxNorm"];
/** Milliseconds after the last key until an estimate is asked for. */
const CALM = 500;

interface Estimate {
  readonly command: string;
  readonly lines: readonly string[];
}

/** A form made of the tables of methods and training fields, with what it would run and how long that takes. */
export function NewExperiment({ onStarted }: { readonly onStarted: () => void }) {
  const [fields, setFields] = useState<readonly FormField[]>([]);
  const [shown, setShown] = useState<readonly string[]>(FIRST);
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [estimate, setEstimate] = useState<Estimate | undefined>();
  const [refused, setRefused] = useState("");
  const { act, isBusy, trouble } = useAction();
  useEffect(() => {
    void ask<FormField[]>(paths.fields)
      .then(setFields)
      .catch(() => {});
  }, []);
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== ""));
  const key = JSON.stringify(given);
  useEffect(() => {
    setEstimate(undefined);
    setRefused("");
    if (!maySteer.value || key === "{}") return undefined;
    let isOld = false;
    const timer = setTimeout(async () => {
      try {
        const found = await tell<Estimate>(paths.estimate, { fields: given });
        if (!isOld) setEstimate(found);
      } catch (error) {
        if (!isOld && error instanceof ApiError) setRefused(error.message);
      }
    }, CALM);
    return () => {
      isOld = true;
      clearTimeout(timer);
    };
  }, [key, maySteer.value]);
  const start = () =>
    act(async () => {
      const { experiment } = await tell<{ experiment: string }>(paths.start, { fields: given });
      onStarted();
      go(`/experiment/${experiment}`);
    });
  const byName = new Map(fields.map((field) => [field.name, field]));
  const rest = fields.filter(({ name }) => !shown.includes(name));
  const set = (name: string, value: string) => setValues((before) => ({ ...before, [name]: value }));
  const bad = fields.find(({ flag }) => refused.startsWith(`${flag}:`) || refused.includes(`: ${flag}:`))?.name;
  return (
    <form
      class="form"
      id="form"
      aria-labelledby="form-title"
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      <h2 id="form-title">New experiment</h2>
      {!overview.value?.maySteer && overview.value && (
        <p class="small muted">
          {overview.value.isReadOnly
            ? "This server only shows."
            : "To start something, open the address with ?token= that droplab ui printed."}
        </p>
      )}
      <div class="pair">
        {shown.map((name) => {
          const field = byName.get(name);
          return field ? (
            <Field key={name} field={field} value={values[name] ?? ""} isBad={bad === name} onValue={(value) => set(name, value)} />
          ) : null;
        })}
      </div>
      {rest.length > 0 && (
        <label class="more">
          <span class="hidden">Another setting</span>
          <select
            value=""
            onChange={(event) => {
              const name = event.currentTarget.value;
              setShown([...shown, name]);
              requestAnimationFrame(() => document.querySelector<HTMLInputElement>(`#form input[name="${name}"]`)?.focus());
            }}
          >
            <option value="">+ another regularizer or setting</option>
            {[...Map.groupBy(rest, ({ group }) => group)].map(([group, own]) => (
              <optgroup key={group} label={group}>
                {own.map(({ name, flag, help }) => (
                  <option key={name} value={name}>{`${flag}: ${help}`}</option>
                ))}
              </optgroup>
            ))}
          </select>
        </label>
      )}
      <div class="estimate" aria-live="polite">
        <EstimateText estimate={estimate} refused={refused} isAsked={key !== "{}"} />
      </div>
      {trouble}
      <button type="submit" class="primary" disabled={!maySteer.value || isBusy || !estimate}>
        {isBusy ? "Starting…" : estimate ? startText(runsIn(estimate)) : "Start"}
      </button>
    </form>
  );
}

interface FieldProps {
  readonly field: FormField;
  readonly value: string;
  readonly isBad: boolean;
  readonly onValue: (value: string) => void;
}

const wide = ["name", "note", "dropout", "maxNorm"];

function Field({ field: { name, flag, help, range, usual, choices, takesSeveral }, value, isBad, onValue }: FieldProps) {
  const list = `choices-${name}`;
  return (
    <label class={wide.includes(name) ? "wide" : ""} title={`${help}: ${range}`}>
      {flag}
      {takesSeveral && name !== "dataset" ? <span class="muted">, one or several</span> : null}
      <input
        type="text"
        name={name}
        value={value}
        placeholder={usual || "none"}
        autocomplete="off"
        spellcheck={false}
        list={choices.length ? list : undefined}
        aria-invalid={isBad}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
      {choices.length > 0 && (
        <datalist id={list}>
          {choices.map((choice) => (
            <option key={choice} value={choice} />
          ))}
        </datalist>
      )}
    </label>
  );
}

/** How many runs it would make. */
const runsIn = ({ lines }: Estimate): number =>
  Number(/, (?:at most )?([\d,]+) to run/.exec(lines.at(-1) ?? "")?.[1]?.replaceAll(",", "") ?? 0);

/** `Start 40 runs`; where all are there it only leads to them. */
const startText = (runs: number): string => (runs ? `Start ${plural(runs, "run")}` : "Show it: all its runs are there");

/** Seconds of `1:02:03`. */
const secondsOf = (clock: string): number => clock.split(":").reduce((sum, part) => 60 * sum + Number(part), 0);

function EstimateText({
  estimate,
  refused,
  isAsked,
}: {
  readonly estimate: Estimate | undefined;
  readonly refused: string;
  readonly isAsked: boolean;
}) {
  if (refused) return <p class="error">{refused}</p>;
  if (!isAsked)
    return (
      <p class="muted small">
        Give a field several values between commas, such as 0, 0.2, 0.5, and they are compared. What is left empty has the value in grey.
      </p>
    );
  if (!estimate) return <p class="muted small">Estimating…</p>;
  const last = estimate.lines.at(-1) ?? "";
  const time = /about ([\d:]+)/.exec(last)?.[1];
  return (
    <>
      <p class="small muted">Takes about</p>
      <p class="big">{runsIn(estimate) && time ? duration(secondsOf(time)) : "no time"}</p>
      <p class="small muted">{last.replace(/; experiment .*$/, "")}</p>
      <Command text={estimate.command} />
    </>
  );
}
