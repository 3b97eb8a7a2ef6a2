import { listed } from "../parts/listed.ts";
import { defaultSettings } from "../settings/settings.ts";
import { fairText, helpsText, remainsText } from "./laterScenes.ts";
import { MASKS, type SceneName, type SceneText } from "./sceneText.ts";
import type { StoryNumbers } from "./storyNumbers.ts";
import { capital, counted, from, grouped, spread } from "./storyWords.ts";

export interface StoryText {
  readonly title: string;
  readonly lede: string;
  readonly scenes: { readonly [name in SceneName]: SceneText };
  /** What the numbers are of. */
  readonly source: string;
}

/** All sentences of the story. No number in them is typed: each is one of the numbers, and what hangs on how they fall is asked. */
export function storyText(numbers: StoryNumbers): StoryText {
  const { claim, remains, helps } = numbers;
  const { none, best } = claim.published;
  return {
    title: "It looked like a triumph. It was a rescue.",
    lede: `A blog post switched dropout on, and its small net rose from ${none.mean} to ${best.mean} percent. We ran its whole table twice, as the post did it and as is usual, ${grouped(claim.trainings)} trainings in all, and looked inside. Beside the text stand twin nets that train in your browser: {a|A} without dropout, {b|B} with a rate of ${defaultSettings.b.dropout}. They begin with the same weights and see the same images in the same order.`,
    scenes: {
      claim: claimText(claim),
      lost: lostText(numbers.lost),
      rescue: rescueText(numbers.rescue),
      fair: fairText(numbers.fair),
      remains: remainsText(remains),
      helps: helpsText(helps),
    },
    source: `Numbers in the text: ${grouped(claim.trainings)} trainings of ${grouped(claim.iterations)} steps for the post's table; ${grouped(remains.rows.length * remains.seeds)} of ${grouped(remains.iterations)} steps for units taken away; ${grouped(helps.rows.length * helps.seeds)} of ${grouped(helps.iterations)} steps for wrong labels. The nets beside the text are single pairs: what they show is one case, not the mean.`,
  };
}

function claimText({ published, ours, bestRate, rows, agreeing, reps, parameters }: StoryNumbers["claim"]): SceneText {
  const all = agreeing === rows;
  const verdict = all
    ? `All ${counted(rows)} rows of its table agree with ours`
    : `${capital(counted(agreeing))} of the ${counted(rows)} rows of its table agree with ours`;
  const points = Math.round(ours.none.deviation);
  return {
    name: "The claim",
    title: `The claim: dropout is worth ${Math.round(published.best.mean - published.none.mean)} points`,
    blocks: [
      `The net reads handwritten digits, those of the well-known collection MNIST. It is built of {strong|units}: a unit adds up what comes in, each part times a weight, and passes the sum on. Training adjusts the weights, ${grouped(parameters)} of them here. The last ten units are the {strong|class scores}, one for each digit; the highest score is the answer. In the picture a square is a {strong|map}: the sums of one small window of weights, wherever it lies on what comes in. Dots are single units, bars are the scores.`,
      `{strong|Dropout} switches a random part of the units off, and here some pixels of the image too, others at every step of training; those that stay count more meanwhile, so that sums keep their size. Once trained, the net uses all of them. The post asked what that is good for, and answered with a table: {a|${spread(published.none)}} percent of the test images right without dropout, {b|${spread(published.best)}} with dropout ${bestRate}, which switches ${Math.round(100 * Number(bestRate))}% of them off.`,
      "The usual reading: units that cannot rely on one another learn what is useful by itself, and less by heart.",
      `We trained it again as the post did, ${counted(reps)} times for each row, each time with another {strong|seed}: the number that decides the first weights, the order of the images and what is dropped. ${verdict}: {a|${spread(ours.none)}} without dropout, {b|${spread(ours.best)}} with ${bestRate}.${all ? " The numbers are sound." : ""}${points > 5 ? ` But look at the spread of A: ${counted(points)} points are no noise around a mean: most runs lie far from it. Something else happens there.` : ""}`,
    ],
    tryThis: "Press Train and watch B's hollow units: they are dropped, others at each look. A has none.",
  };
}

function lostText({ runs, losing, fewest, most, whole, cost, groups }: StoryNumbers["lost"]): SceneText {
  const each = cost > 8 && cost < 12 ? `costs about ${counted(Math.round(cost))} points: the tenth of the images that show it` : "costs";
  const spanOf = (accuracies: readonly number[]) => [...new Set([accuracies[0] ?? 0, accuracies.at(-1) ?? 0].map((one) => one.toFixed(1)))];
  return {
    name: "The lost classes",
    title: "What really happened: A forgot whole digits",
    blocks: [
      "Sort the test images by what they show, and mistakes like A's are no scatter. They are {strong|whole rows}: it reads most digits well, and some it never says at all.",
      "The reason is one line of the post's code. A {strong|ReLU} passes a positive sum on and turns a negative one into 0. Such nets have one behind each layer; the post put one behind the class scores, too. A class whose sum is below zero for every image scores 0 whatever it does: a little more or less of any weight changes nothing, so training cannot correct it. The class is {strong|lost}.",
      {
        head: ["digits lost", `runs of ${runs}`, "right, percent"],
        rows: groups.map(({ classes, runs: of, accuracies }) => [
          classes ? String(classes) : "none",
          String(of),
          spanOf(accuracies).join(" to "),
        ]),
      },
      `${capital(counted(losing))} of our ${counted(runs)} runs without dropout lost ${from(fewest, most)} classes.${whole.length === 1 ? ` The one that lost none reads ${(whole[0] as number).toFixed(1)} percent.` : ""} A lost class ${each}. So the mean is no picture of a net without dropout: it counts lost classes.`,
      { remark: "The table leaves a lost 0 out: where all scores are 0 the first class wins, so 0 is still said where it is right." },
    ],
    tryThis: "Point at a solid row, or choose a digit: it goes through both nets.",
  };
}

function rescueText({ none, safe, losing, late }: StoryNumbers["rescue"]): SceneText {
  const others = losing.map(({ rate, losing: some, runs }, i) =>
    i ? `with ${rate} ${counted(some)}` : `With dropout ${rate} ${counted(some)} of ${counted(runs)} runs still ended with a lost class`,
  );
  const weak = losing.some(({ rate }) => rate >= 0.7) ? ", where nets are too weak to learn" : "";
  return {
    name: "The rescue",
    title: "The rescue: a mask wakes a lost class",
    blocks: [
      "Why does B keep its digits? Dropout did not mend that line of code. It shook the net. At every step other units are missing, which is called a {strong|mask}; under some masks the sum behind a lost class comes out above zero for some image. Above zero its weights count again, training corrects them, and the class comes back.",
      `The picture asks one of A's lost classes ${MASKS} times, each time with half of the units missing. A ring is one mask on one image; those over the line, filled, would bring the class back into training. Without a mask each image has one score: the blue dots.`,
      `In the long runs with dropout ${listed(safe.rates)} no class stayed lost: whatever was lost at first was back by step ${grouped(safe.lastBack)}.${others.length ? ` ${listed(others)}${weak}.` : ""} Without dropout a class comes back only by luck, as the rest of the net shifts: in ${counted(none.lateRuns)} of ${counted(none.runs)} runs one did after step ${grouped(late)}, and ${counted(none.losing)} still ended with lost ones.`,
    ],
    tryThis: "Ask again: new masks, the same net.",
  };
}
