import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { ApiError } from "../state/api.ts";
import { isGone } from "../state/live.ts";

/** What a view shows while there is nothing, or nothing any more. */
export function Missing({ error }: { readonly error: ApiError | undefined }) {
  if (!error) return <p class="muted loading">Reading the store…</p>;
  if (error.status === 0 && isGone.value) return <p class="muted">Waiting for the server…</p>;
  return (
    <div class="empty">
      <h1>{error.status === 404 ? "Not here" : error.status === 401 ? "Not let in" : "That did not work"}</h1>
      <p>{error.message}</p>
      <p>
        <a href="/">All experiments</a>
      </p>
    </div>
  );
}

/** The title of the window. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title ? `${title} · droplab` : "droplab";
  }, [title]);
}

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** Who had the focus before gets it again, where nobody else has taken it. */
function giveBack(before: HTMLElement): void {
  const { activeElement } = document;
  if (before.isConnected && (activeElement === null || activeElement === document.body)) before.focus({ preventScroll: true });
}

/** A window over the page, for the keyboard too. Who opened it has the focus again when it is closed. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    // however it is closed: what is taken away gives the focus to nobody
    return () => {
      if (before instanceof HTMLElement && before !== document.body) requestAnimationFrame(() => giveBack(before));
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself
    <dialog
      ref={dialog}
      aria-label={title}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) dialog.current?.close();
      }}
    >
      <h2>{title}</h2>
      {children}
    </dialog>
  );
}

/** Copies a text; where that is not allowed it is selected, to be copied by hand. */
export function Command({ text }: { readonly text: string }) {
  const code = useRef<HTMLElement>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const range = document.createRange();
      if (code.current) range.selectNodeContents(code.current);
      getSelection()?.removeAllRanges();
      getSelection()?.addRange(range);
    }
  };
  return (
    <pre class="command">
      <code ref={code}>{text}</code>
      <button type="button" onClick={copy}>
        Copy
      </button>
    </pre>
  );
}
