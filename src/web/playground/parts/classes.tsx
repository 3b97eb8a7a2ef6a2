import { count, plain } from "../../dashboard/parts/format.ts";
import { linear } from "../../dashboard/parts/scale.ts";
import { type TwinName, twinNames } from "../settings/settings.ts";
import type { Score } from "../twin/seen.ts";
import { roundSteps } from "./lineChart.tsx";
import { listed } from "./listed.ts";
import { dashOf, FittedPicture, lineOf, type Point } from "./svg.tsx";
import { twinLetters } from "./twinMark.tsx";

interface ClassesProps {
  readonly scores: { readonly [name in TwinName]: readonly Score[] };
  /** With ReLU behind the logits a class can be lost; without it none can. */
  readonly reluLogits: boolean;
  /** Another activation that the model has behind its logits. */
  readonly ownLogits?: string | undefined;
}

const [LEFT, RIGHT, ROW, BELOW] = [20, 74, 26, 22];
const MOST = 200;
/** About as wide as "A lost by step 2,500". */
const WORDS = 118;

/** The step since which a class has had no logit above 0 on any test image; null while it has. */
export function lostSince(scores: readonly Score[], k: number): number | null {
  let since: number | null = null;
  for (const { step, highestLogits } of scores) {
    const highest = highestLogits[k];
    if (highest === undefined || !(highest <= 0)) since = null;
    else since ??= step;
  }
  return since;
}

/** The highest logit of each class on the test images, over time: one that stays at 0 is lost. */
export function Classes({ scores, reluLogits, ownLogits }: ClassesProps) {
  const classes = scores.a.at(-1)?.highestLogits.length ?? scores.b.at(-1)?.highestLogits.length ?? 0;
  const lost = twinNames.map((twin) =>
    Array.from({ length: classes }, (_, k) => k).filter((k) => reluLogits && lostSince(scores[twin], k) !== null),
  );
  const words = twinNames.map((twin, i) => {
    const own = lost[i] ?? [];
    return `${twinLetters[twin]} has lost ${own.length === 0 ? "none" : `${own.length === 1 ? "class" : "classes"} ${listed(own)}`}`;
  });
  const images = scores.a.at(-1)?.images;
  return (
    <figure>
      <figcaption>
        The highest logit of each class{images !== undefined && ` on ${count(images)} test images`}, over the steps.{" "}
        {reluLogits
          ? "A class that never rises above 0 is lost: no gradient comes back to it."
          : ownLogits && ownLogits !== "linear"
            ? `The model has ${ownLogits} behind its logits, which cuts no class off as ReLU does.`
            : "With linear logits no class can be lost."}
      </figcaption>
      {classes === 0 ? (
        <p class="empty">Nothing is measured yet.</p>
      ) : (
        <>
          <FittedPicture height={classes * ROW + BELOW} label={`Highest logit of each class. ${words.join("; ")}`}>
            {(width) => <Rows {...{ scores, reluLogits, classes, width }} />}
          </FittedPicture>
          {reluLogits && <p class={lost.some((own) => own.length) ? "" : "hint"}>{words.join("; ")}.</p>}
        </>
      )}
    </figure>
  );
}

function Rows({ scores, reluLogits, classes, width }: ClassesProps & { readonly classes: number; readonly width: number }) {
  const last = Math.max(0, ...twinNames.map((twin) => scores[twin].at(-1)?.step ?? 0));
  const x = linear(0, roundSteps(last), LEFT, width - RIGHT);
  const shown = { a: thin(scores.a), b: thin(scores.b) };
  const all = twinNames.flatMap((twin) => shown[twin].flatMap(({ highestLogits }) => highestLogits.filter(Number.isFinite)));
  const [low, high] = [Math.min(0, ...all), Math.max(1, ...all)];
  return (
    <>
      {Array.from({ length: classes }, (_, k) => {
        const y = linear(low, high, (k + 1) * ROW - 2, k * ROW + 3);
        const marks = twinNames.flatMap((twin) => {
          const since = reluLogits ? lostSince(scores[twin], k) : null;
          return since === null ? [] : [{ twin, since }];
        });
        // beside one another: above would be in the row of another class
        const [first = 0, second = 0] = marks.map(({ since }, i) => Math.min(x(since) + 8, width - RIGHT - WORDS * (marks.length - i)));
        const wordsAt = (i: number) => (i === 0 ? first : Math.max(second, first + WORDS));
        const numbers = twinNames.map((twin) => oneDecimal(scores[twin].at(-1)?.highestLogits[k] ?? 0));
        return (
          <g key={k}>
            <text class="strong" x={2} y={(k + 0.5) * ROW + 5}>
              {k}
            </text>
            <line x1={LEFT} x2={width - RIGHT} y1={y(0)} y2={y(0)} stroke="var(--rule)" />
            {twinNames.map((twin) => (
              <path
                key={twin}
                d={lineOf(
                  shown[twin]
                    .filter(({ highestLogits }) => Number.isFinite(highestLogits[k] ?? 0))
                    .map(({ step, highestLogits }): Point => [x(step), y(highestLogits[k] ?? 0)]),
                )}
                fill="none"
                stroke={`var(--${twin})`}
                stroke-width={1.6}
                stroke-dasharray={dashOf(twin)}
              />
            ))}
            {marks.map(({ twin, since }, i) => (
              <g key={twin}>
                <path d={`M${x(since)},${y(0) - 4}l4,4l-4,4l-4,-4z`} fill="var(--paper)" stroke={`var(--${twin})`} stroke-width={1.6} />
                <text class={`${twin} halo`} x={wordsAt(i)} y={y(0) - 4}>
                  {twinLetters[twin]} lost by step {count(since)}
                </text>
              </g>
            ))}
            <text class="a" x={width - 38} y={(k + 0.5) * ROW + 5} text-anchor="end">
              {numbers[0]}
            </text>
            <text class="b" x={width} y={(k + 0.5) * ROW + 5} text-anchor="end">
              {numbers[1]}
            </text>
          </g>
        );
      })}
      <text x={LEFT} y={classes * ROW + 16}>
        step 0
      </text>
      <text x={width - RIGHT} y={classes * ROW + 16} text-anchor="end">
        {count(roundSteps(last))}
      </text>
    </>
  );
}

/** What is just above 0 is not written as 0. */
const oneDecimal = (value: number) => (value > 0 && value < 0.05 ? String(Number(value.toPrecision(1))) : plain(value, 1));

/** No more than can be seen; the last stays. */
const thin = (scores: readonly Score[]): readonly Score[] => {
  const every = Math.ceil(scores.length / MOST);
  return every <= 1 ? scores : scores.filter((_, i) => i % every === 0 || i === scores.length - 1);
};
