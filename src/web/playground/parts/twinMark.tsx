import type { TwinName } from "../settings/settings.ts";

export const twinLetters: { readonly [name in TwinName]: string } = { a: "A", b: "B" };

/** A is a full disc, B a half one: they stay apart without colours. */
export const TwinMark = ({ twin }: { readonly twin: TwinName }) => <span class={`mark ${twin}`} aria-hidden="true" />;

/** The mark and the name. */
export const TwinLabel = ({ twin, children }: { readonly twin: TwinName; readonly children?: string }) => (
  <span class={`twin-label ${twin}`}>
    <TwinMark twin={twin} /> {twinLetters[twin]}
    {children}
  </span>
);
