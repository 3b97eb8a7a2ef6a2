import { useState } from "preact/hooks";
import type { TwinName } from "../settings/settings.ts";
import { stopOf } from "./knobValues.ts";

interface SliderProps {
  readonly label: string;
  readonly stops: readonly number[];
  readonly value: number;
  readonly textOf: (value: number) => string;
  readonly onValue: (value: number) => void;
  /** Acts only when it is let go: where each value would make new nets. */
  readonly isSlow?: boolean;
  readonly twin?: TwinName;
}

/** A native slider over stops, with its value beside it. */
export function Slider({ label, stops, value, textOf, onValue, isSlow = false, twin }: SliderProps) {
  const [held, setHeld] = useState<number | null>(null);
  const shown = held ?? value;
  const stop = (input: HTMLInputElement) => stops[Number(input.value)] ?? value;
  return (
    <span class="slider">
      <input
        type="range"
        class={twin ? `of-${twin}` : ""}
        min={0}
        max={stops.length - 1}
        step={1}
        value={stopOf(stops, shown)}
        aria-label={label}
        aria-valuetext={textOf(shown)}
        onInput={(event) => {
          const next = stop(event.currentTarget);
          if (isSlow) setHeld(next);
          else if (next !== value) onValue(next);
        }}
        onChange={(event) => {
          const next = stop(event.currentTarget);
          setHeld(null);
          if (isSlow && next !== value) onValue(next);
        }}
      />
      <output>{textOf(shown)}</output>
    </span>
  );
}

interface ChoiceProps<Value extends string | number> {
  readonly label: string;
  readonly choices: readonly (readonly [value: Value, words: string])[];
  readonly value: Value;
  readonly onValue: (value: Value) => void;
  /** It has nothing to act on. */
  readonly isIdle?: boolean;
}

/** One of some values; one that is none of them is shown too. */
export function Choice<Value extends string | number>({ label, choices, value, onValue, isIdle = false }: ChoiceProps<Value>) {
  const known = choices.some(([each]) => each === value) ? choices : [...choices, [value, String(value)] as const];
  return (
    <select
      aria-label={label}
      disabled={isIdle}
      value={String(value)}
      onChange={(event) => {
        const chosen = known.find(([each]) => String(each) === event.currentTarget.value);
        if (chosen) onValue(chosen[0]);
      }}
    >
      {known.map(([each, words]) => (
        <option key={each} value={String(each)}>
          {words}
        </option>
      ))}
    </select>
  );
}
