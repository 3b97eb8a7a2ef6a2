import type { ComponentChildren } from "preact";

/** Shapes beside words: a state is never told by its colour alone. */
const shapes = {
  done: (
    <>
      <circle cx="6" cy="6" r="6" fill="currentColor" />
      <path d="M3.2 6.3 5.2 8.2 8.9 4.2" fill="none" stroke="var(--paper)" stroke-width="1.5" />
    </>
  ),
  running: (
    <>
      <circle cx="6" cy="6" r="5" fill="none" stroke="var(--rule)" stroke-width="2" />
      <path class="turn" d="M6 1A5 5 0 0 1 11 6" fill="none" stroke="currentColor" stroke-width="2" />
    </>
  ),
  waiting: <circle cx="6" cy="6" r="5" fill="none" stroke="currentColor" stroke-width="1.5" stroke-dasharray="2 2" />,
  half: (
    <>
      <circle cx="6" cy="6" r="5.2" fill="none" stroke="currentColor" stroke-width="1.4" />
      <path d="M6 .8A5.2 5.2 0 0 1 6 11.2Z" fill="currentColor" />
    </>
  ),
  stopped: <rect x="1.5" y="1.5" width="9" height="9" rx="1" fill="currentColor" />,
  failed: <path d="M2 2 10 10M10 2 2 10" stroke="currentColor" stroke-width="2.2" />,
  better: <path d="M6 1 11 10.5H1Z" fill="currentColor" />,
  worse: <path d="M6 10.5 1 1h10Z" fill="currentColor" />,
  open: <circle cx="6" cy="6" r="4.4" fill="none" stroke="currentColor" stroke-width="1.5" />,
  same: <path d="M1 4h10M1 8h10" stroke="currentColor" stroke-width="1.7" />,
  apart: <path d="M2 6h8" stroke="currentColor" stroke-width="1.7" stroke-dasharray="2.4 2" />,
  baseline: <path d="M6 .8 11.2 6 6 11.2.8 6Z" fill="currentColor" />,
  noBaseline: <path d="M6 1.4 10.6 6 6 10.6 1.4 6Z" fill="none" stroke="currentColor" stroke-width="1.2" />,
  live: <circle cx="6" cy="6" r="4" fill="currentColor" />,
  gone: <path d="M.5 6h3.2M8.3 6h3.2M4.7 2 7.3 10" stroke="currentColor" stroke-width="1.6" fill="none" />,
} satisfies Record<string, ComponentChildren>;

export type IconName = keyof typeof shapes;

export const Icon = ({ name }: { readonly name: IconName }) => (
  <svg class="icon" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
    {shapes[name]}
  </svg>
);

const ofState: Readonly<Record<string, readonly [IconName, string]>> = {
  running: ["running", "Running"],
  waiting: ["waiting", "Waiting"],
  queued: ["waiting", "Waiting"],
  unfinished: ["half", "Unfinished"],
  interrupted: ["half", "Interrupted"],
  stopped: ["stopped", "Stopped"],
  failed: ["failed", "Failed"],
  done: ["done", "Done"],
  pruned: ["stopped", "Given up"],
  empty: ["open", "No runs"],
};

/** A state as shape, word and colour. */
export function State({ of, text }: { readonly of: string; readonly text?: string | undefined }) {
  const [icon, word] = ofState[of] ?? ["open", of];
  return (
    <span class="state" data-is={of}>
      <Icon name={icon} />
      {text ?? word}
    </span>
  );
}

const ofVerdict: Readonly<Record<string, readonly [IconName, string]>> = {
  better: ["better", "better"],
  worse: ["worse", "worse"],
  open: ["open", "no evidence"],
  equivalent: ["same", "equivalent"],
  identical: ["same", "identical"],
  sameRuns: ["same", "the same runs"],
  withheld: ["apart", "not called better"],
  givenUp: ["apart", "given up"],
  sharedDraw: ["apart", "shared draw"],
  otherDraws: ["apart", "other draws"],
  unequalLooks: ["apart", "other looks"],
  copies: ["apart", "copies"],
  unpaired: ["apart", "not compared"],
  otherImages: ["apart", "other test examples"],
};

export const verdictWord = (verdict: string): string => ofVerdict[verdict]?.[1] ?? verdict;

export function Verdict({ of, p }: { readonly of: string; readonly p?: string | undefined }) {
  return (
    <span class="verdict" data-is={of === "better" || of === "worse" ? of : "open"}>
      <Icon name={ofVerdict[of]?.[0] ?? "open"} />
      <span>
        {verdictWord(of)}
        {p ? <span class="p"> p {p}</span> : null}
      </span>
    </span>
  );
}
