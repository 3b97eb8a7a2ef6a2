import type { ComponentChildren } from "preact";

/** Buttons of which one is pressed, in a line. */
export const Segment = ({ label, children }: { readonly label: string; readonly children: ComponentChildren }) => (
  // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out in a line everywhere
  <span class="segment" role="group" aria-label={label}>
    {children}
  </span>
);

interface SearchProps {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly onText: (text: string) => void;
}

/** The field that the key / goes to. */
export const Search = ({ label, hint, value, onText }: SearchProps) => (
  <label class="find">
    <span class="hidden">{label}</span>
    <input type="search" placeholder={hint} value={value} autocomplete="off" onInput={(event) => onText(event.currentTarget.value)} />
    <kbd>/</kbd>
  </label>
);
