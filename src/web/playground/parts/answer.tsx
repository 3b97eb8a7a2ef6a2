import { linear } from "../../dashboard/parts/scale.ts";
import type { TwinName } from "../settings/settings.ts";
import type { Pass } from "../twin/seen.ts";
import { largestOf } from "./classesDrawing.ts";
import { sureWords } from "./netWords.ts";
import { FittedPicture } from "./svg.tsx";
import { TwinLabel, twinLetters } from "./twinMark.tsx";

const [ROW, NAME] = [16, 16];

/** What a twin takes a drawing for, and how sure it is of each digit. */
export function Answer({ twin, pass }: { readonly twin: TwinName; readonly pass: Pass | null }) {
  const probabilities = pass?.probabilities ?? new Float32Array(10);
  const best = largestOf(probabilities);
  const isNumber = pass !== null && Number.isFinite(probabilities[best]);
  return (
    <div class="answer-cell">
      <h3>
        <TwinLabel twin={twin}> says</TwinLabel>
      </h3>
      <p class="answer" aria-live="polite">
        {isNumber ? best : "–"}
        {pass && <small>{isNumber ? `${sureWords(probabilities[best] ?? 0)} sure` : "not a number"}</small>}
      </p>
      <FittedPicture
        height={probabilities.length * ROW}
        label={
          pass
            ? `Probabilities of ${twinLetters[twin]}: ${[...probabilities].map((p, k) => `${k} ${sureWords(p)}`).join(", ")}`
            : "Nothing is drawn"
        }
      >
        {(width) =>
          [...probabilities].map((probability, k) => (
            <g key={k}>
              <text class={pass && k === best ? "strong" : ""} x={0} y={k * ROW + 12}>
                {k}
              </text>
              <rect x={NAME} y={k * ROW + 3} width={Math.max(0, width - NAME)} height={10} fill="var(--band)" />
              {isNumber && (
                <rect
                  x={NAME}
                  y={k * ROW + 3}
                  width={Math.max(0.5, probability * (width - NAME))}
                  height={10}
                  fill={`var(--${twin})`}
                  opacity={k === best ? 1 : 0.5}
                />
              )}
            </g>
          ))
        }
      </FittedPicture>
    </div>
  );
}

const [HEIGHT, DOT] = [170, 7];

interface VotesProps {
  readonly twin: TwinName;
  /** [net][class]; null before anything is drawn. */
  readonly votes: Float32Array | null;
  /** The other twin drops nothing. */
  readonly isAlone: boolean;
}

/** What each of so many thinned nets says: a dot a net, above its digit. */
export function Votes({ twin, votes, isAlone }: VotesProps) {
  const tally = talliedVotes(votes ?? new Float32Array());
  const nets = tally.reduce((sum, count) => sum + count, 0);
  const order = tally.map((count, k) => ({ count, k })).filter(({ count }) => count > 0);
  order.sort((one, other) => other.count - one.count);
  const words = order.map(({ count, k }) => `${count} ${count === 1 ? "says" : "say"} ${k}`).join(", ");
  const other = twin === "b" ? "A" : "B";
  return (
    <>
      <h3>
        <TwinLabel twin={twin}>{`: ${nets || ""} thinned nets vote`.replace("  ", " ")}</TwinLabel>
      </h3>
      <p class="hint votes-words">
        {nets ? `${words}.` : "Draw, and both answer as you go."}
        {isAlone && nets > 0 && ` ${other} has nothing to drop: it always gives one answer.`}
      </p>
      <FittedPicture height={HEIGHT} label={nets ? `Votes of ${nets} thinned nets: ${words}` : "No votes yet"}>
        {(width) => {
          const x = linear(0, tally.length, 0, width);
          const beside = Math.max(2, Math.floor((width / tally.length - 4) / DOT));
          // piles lower where they would be too high
          const rise = Math.min(DOT, (HEIGHT - 34) / Math.max(1, Math.ceil(Math.max(...tally) / beside)));
          return tally.map((count, k) => (
            <g key={k}>
              <text class={count ? "strong" : ""} x={x(k + 0.5)} y={HEIGHT - 4} text-anchor="middle">
                {k}
              </text>
              {Array.from({ length: count }, (_, i) => (
                <circle
                  key={i}
                  cx={x(k + 0.5) + ((i % beside) - (Math.min(beside, count) - 1) / 2) * DOT}
                  cy={HEIGHT - 24 - Math.floor(i / beside) * rise}
                  r={2.7}
                  fill={twin === "a" ? "var(--a)" : "var(--paper)"}
                  stroke={`var(--${twin})`}
                  stroke-width={1.3}
                />
              ))}
            </g>
          ));
        }}
      </FittedPicture>
    </>
  );
}

/** How many nets say each digit. */
export function talliedVotes(votes: Float32Array, classes = 10): number[] {
  const tally = new Array<number>(classes).fill(0);
  for (let net = 0; net + classes <= votes.length; net += classes) {
    const best = largestOf(votes.subarray(net, net + classes));
    tally[best] = (tally[best] ?? 0) + 1;
  }
  return tally;
}
