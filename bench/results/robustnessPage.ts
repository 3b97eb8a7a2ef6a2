import { expectedRuns, experiments } from "./experiments.ts";
import { type ExperimentFact, type Facts, fieldOf, type RobustnessFact, type RowFact, sampleOf } from "./facts.ts";
import { madeWithSection, stateOf } from "./madeWith.ts";
import { countOf, grouped, listed, paragraphs, sentences } from "./prose.ts";
import { measuredRows, robustnessSection, without } from "./robustnessSection.ts";

/** docs/results/robustness.md: every number in it is one of the facts, or computed from them. */
export function robustnessPage({ unitsTakenAway }: Facts, currentVersion: number): string {
  const quick = unitsTakenAway !== null && unitsTakenAway.iterations < (experiments.unitsTakenAway.definition.iterations as number);
  const expected = expectedRuns(["unitsTakenAway"], quick);
  const page = paragraphs([
    "# What a net keeps without some of its units",
    quick && "> **A short version**, to show how this page is made: its runs are too few and too short to say anything.",
    stateOf(unitsTakenAway ? [unitsTakenAway] : [], expected, currentVersion),
    unitsTakenAway ? introduction(unitsTakenAway) : "Not run yet.",
    unitsTakenAway && robustnessSection({ sound: unitsTakenAway }),
    unitsTakenAway && madeWithSection({ sound: unitsTakenAway }),
    repeatSection,
  ]);
  return `${page}\n`;
}

function introduction(facts: ExperimentFact): string {
  const { net, iterations, evaluateEvery, reps } = facts;
  const rates = listed(facts.rows.map((row) => String(fieldOf(row, "dropout"))));
  return paragraphs([
    sentences([
      "What dropout does for the accuracy of the post's net is in [the post's table](post.md#without-the-artefact). It was invented for something else: to make units useful among random others. That is measured here.",
      `LeNet with linear logits and ${grouped(net.parameters)} parameters was trained on ${grouped(net.trained)} images of MNIST with dropout ${rates}: ${countOf(reps, "run")} of ${grouped(iterations)} iterations for each rate, run k of each with the same seed, protocol \`sound\`: the iteration is the best of the evaluations every ${grouped(evaluateEvery)} iterations on the ${grouped(net.heldOut)} held-out images. Then hidden units were taken from the nets that had finished. Nothing was tuned.`,
    ]),
    shortly(measuredRows(facts)),
  ]);
}

/** What the nets of each rate know whole, and with half of their units. */
function shortly(rows: readonly RowFact[]): string {
  const robustness = rows.flatMap(({ runs }) => runs.flatMap((run): RobustnessFact[] => (run.robustness ? [run.robustness] : [])))[0];
  if (!robustness) return "";
  const known = (row: RowFact, share: number) => `${sampleOf(without(row, share, "asIs")).mean.toFixed(1)}%`;
  const parts = rows.map((row) => `${nameOfRate(row)} from ${known(row, 0)} to ${known(row, 0.5)}`);
  return `In short, with half of the hidden units gone the share of test images that they read falls: ${listed(parts)}.`;
}

const nameOfRate = (row: RowFact): string => {
  const rate = fieldOf(row, "dropout");
  return rate ? `of nets trained with dropout ${rate}` : "of nets trained without dropout";
};

const repeatSection = `To repeat it:

\`\`\`sh
npx droplab sweep examples/unitsTakenAway.json --robustness
npx droplab list                                # its id
npx droplab report <id>                         # with a figure of all shares
npm run results -- --only robustness            # this page
\`\`\``;
