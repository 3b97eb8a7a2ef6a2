import { expectedRuns } from "./experiments.ts";
import { type ExperimentFact, type Facts, settledRuns } from "./facts.ts";
import { lostClassesSection } from "./lostClasses.ts";
import { madeWithSection, stateOf } from "./madeWith.ts";
import { optimismSection } from "./optimismSection.ts";
import { counted, countOf, grouped, paragraphs, sentences } from "./prose.ts";
import { publishedSection } from "./published.ts";
import { robustnessSection } from "./robustnessSection.ts";
import { rowByRow } from "./rowByRow.ts";
import { soundSection } from "./soundSection.ts";

/** docs/results/post.md: every number in it is one of the facts, or computed from them. */
export function postPage({ post, sound, heldOut }: Facts, currentVersion: number): string {
  const begun = [post, sound, heldOut].filter((one) => one !== null);
  const quick = begun.some(({ iterations }) => iterations < 50000);
  const expected = expectedRuns(["post", "sound", "heldOut"], quick);
  const page = paragraphs([
    "# The post's table, run twice",
    quick && "> **A short version**, to show how this page is made: its runs are too few and too short to say anything.",
    stateOf(begun, expected, currentVersion),
    introduction(begun),
    post && rules(post),
    post ? publishedSection(post) : "## As the post did it\n\nNot run yet.",
    post && lostClassesSection(post, sound),
    post && rowByRow(post),
    sound ? soundSection(sound, post) : "## Without the artefact\n\nNot run yet.",
    robustnessSection({ sound, post }),
    post && heldOut ? optimismSection(post, heldOut) : "## What choosing on the test images is worth\n\nNot run yet.",
    madeWithSection({ post, sound, "post-held-out": heldOut }),
    repeatSection,
  ]);
  return `${page}\n`;
}

function introduction(begun: readonly ExperimentFact[]): string {
  const [first] = begun;
  if (!first) return "Nothing has been run yet.";
  const runs = begun.reduce((sum, one) => sum + settledRuns(one), 0);
  const steps = begun.reduce((sum, one) => sum + settledRuns(one) * one.iterations, 0);
  const states = begun.flatMap(({ rows }) => rows.flatMap((row) => row.runs.map(({ state }) => state)));
  const count = (state: string) => states.filter((one) => one === state).length;
  const trouble = (["diverged", "failed", "pruned"] as const).flatMap((state) =>
    count(state) ? [`${counted(count(state))} ${state}`] : [],
  );
  return sentences([
    `The ${counted(first.rows.length)} rows of the post that droplab began with: LeNet on MNIST, ${countOf(first.reps, "run")} of ${grouped(first.iterations)} iterations each, once as the post did it (protocol \`post\`) and once without its artefact (protocol \`sound\`).`,
    `With the rows that measure what choosing on the test images is worth, ${grouped(runs)} runs and ${grouped(steps)} training steps;`,
    trouble.length ? `${trouble.join(", ")}.` : "no run failed, diverged or was left out.",
    "The numbers of every run are in [post.json](post.json); two reports show them with curves, norms and nets: [protocol post](post-report.html), [protocol sound](sound-report.html) (open them from disk).",
    "This page and those files are made by `npm run results`.",
  ]);
}

function rules(post: ExperimentFact): string {
  const evaluations = Math.ceil(post.iterations / post.evaluateEvery);
  return [
    `- n = ${post.reps} runs for each row, base seed ${post.seed}; run k of every row has the same seed, so it starts from the same weights and sees the same examples in the same order, and rows compare in pairs.`,
    `- \`post\`: ReLU on the logits, max-norm on whole kernels, the best of ${countOf(evaluations, "evaluation")} on the ${grouped(post.net.test)} test images (so every accuracy is too high by the luck of that choice; how much is measured below), population standard deviation.`,
    `- \`sound\`: linear logits, max-norm on each unit's incoming weights, the iteration chosen on ${grouped(post.net.heldOut)} held-out images, the test images read once, sample standard deviation.`,
    "- Nothing was tuned: learning rate, batch size and the rows are the post's.",
  ].join("\n");
}

const repeatSection = `To repeat a row, with the same digits on any machine whose multiply-adds are fused (AVX2, AVX-512 or NEON), for any number of workers:

\`\`\`sh
npx droplab run --dropout 0.4 --max-norm 25 --no-store                     # protocol post: the last row
npx droplab run --protocol sound --dropout 0.4 --max-norm 25 --no-store    # the same row, protocol sound
\`\`\`

and the whole, with everything that this page says (several hours; Ctrl-C at any time, the same command continues):

\`\`\`sh
npm run results                     # runs what is missing, and writes these files
npm run results -- --write-only     # writes them from what is there
npm run results -- --quick          # a marked short version in build/results, in a minute or two
\`\`\``;
