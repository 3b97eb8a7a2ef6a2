import { listed } from "../parts/listed.ts";
import type { SceneText } from "./sceneText.ts";
import type { Against, StoryNumbers } from "./storyNumbers.ts";
import { counted, grouped, lossRange, spread } from "./storyWords.ts";

const of = (against: readonly Against[], verdict: Against["verdict"]) => against.filter((one) => one.verdict === verdict);
const rates = (some: readonly Against[]) => listed(some.map(({ rate }) => rate));

/** What an interval behind a difference is. */
const BRACKETS = "Brackets hold the true mean difference in 95 of 100 such experiments.";

export function fairText(fair: StoryNumbers["fair"]): SceneText {
  const { none, against, runs, lostRuns, idleLimits, largestNorm, parameters, trained, pairs, detectable } = fair;
  const [better, open, worse] = [of(against, "better"), of(against, "open"), of(against, "worse")];
  const [first, ...rest] = worse;
  const nearest = Math.max(...open.map(({ difference }) => Math.abs(difference)));
  const least = Math.min(...idleLimits);
  const isIdle = idleLimits.length > 0 && largestNorm < least;
  return {
    name: "The fair match",
    title: `The fair match: without that ReLU, dropout ${better.length ? "wins a little" : "wins nothing"}`,
    blocks: [
      `Leave the ReLU off the scores, as is usual; let images held apart say when to stop; look at the test images once. Then ${lostRuns ? `${counted(lostRuns)} of ${grouped(runs)} runs lost a class` : `no class is lost in any of ${grouped(runs)} runs`}, and the table turns around.`,
      [
        `Without dropout the nets read {a|${spread(none, 2)}} percent.`,
        better.length ? `Dropout ${rates(better)} helps.` : "",
        open.length
          ? `With ${rates(open)} they stay within ${nearest.toFixed(2)} points of that: no evidence that dropout helps or harms.`
          : "",
        first
          ? `Dropout ${first.rate} costs {strong|${(-first.difference).toFixed(2)} points} ${lossRange(first)}, on ${counted(first.agreeing)} of ${counted(first.pairs)} seeds.`
          : "",
        ...(rest.length ? [`${listed(rest.map(({ rate, difference }) => `${rate} costs ${(-difference).toFixed(2)}`))}.`] : []),
      ]
        .filter(Boolean)
        .join(" "),
      ...(isIdle
        ? [
            `Max-norm, the post's other helper, caps the weights of a unit. At ${listed(idleLimits)} it does nothing, digit for digit: no unit's weights reach a length of ${least}; the longest is ${largestNorm.toFixed(2)}.`,
          ]
        : []),
      {
        remark: `One small net with much data: ${grouped(parameters)} weights, ${grouped(trained)} images. It says nothing of large nets, and ${counted(pairs)} pairs of runs would miss a gain below about ${detectable.toFixed(1)} points.${first ? ` ${BRACKETS}` : ""}`,
      },
    ],
    tryThis: "Point at a rate, or walk along them with the arrow keys, to read both numbers.",
  };
}

export function remainsText({ rows, against, seeds, iterations, images, draws }: StoryNumbers["remains"]): SceneText {
  const [none, ...others] = rows as [(typeof rows)[number], ...typeof rows];
  const isBetter = against.length > 0 && against.every(({ verdict }) => verdict === "better");
  const told = others.map(({ rate, whole, half }) => `with dropout ${rate} from ${whole.toFixed(1)} to {b|${half.toFixed(1)}}`);
  return {
    name: "What remains",
    title: isBetter ? "What remains: B does not know more. It depends on less." : "What remains: a motive of which nothing is shown here",
    blocks: [
      "The inventors of dropout had another motive. A unit that must be useful among randomly chosen others cannot lean on any one of them. That can be tested: take {strong|hidden units}, the dots between maps and scores, away at random and for good, from nets whose training is over.",
      `With half of them gone, nets trained without dropout fall from ${none.whole.toFixed(1)} to {a|${none.half.toFixed(1)}} percent, ${listed(told)}.${isBetter ? ` The gain is ${listed(against.map(({ difference }) => difference.toFixed(1)))} points, on ${against.every(({ agreeing, pairs }) => agreeing === pairs) ? `all ${counted(seeds)} seeds` : `${listed(against.map(({ agreeing, pairs }) => `${agreeing} of ${pairs}`))} seeds`}.` : ""}`,
      isBetter
        ? "So the post's conclusion falls, and the motive stands. On this net dropout buys no accuracy. It buys a net in which no unit is indispensable, while enough others are left."
        : "So the post's conclusion falls, and of the motive nothing is shown on this net.",
      {
        remark: `Means of ${counted(seeds)} nets for each rate, trained for up to ${grouped(iterations)} steps, each with ${counted(draws)} draws of what is taken, on ${grouped(images)} test images. Differences are taken before rounding.`,
      },
    ],
    tryThis: "Train both nets, then drag the handle. The same units leave both. Watch the walls of test images.",
  };
}

export function helpsText({ rows, images, parameters, noise, iterations, seeds, atTheEnd, chosen }: StoryNumbers["helps"]): SceneText {
  const at = (rate: number) => rows.find((row) => row.rate === rate) ?? (rows[0] as (typeof rows)[number]);
  const best = of(chosen, "better").toSorted((a, b) => b.difference - a.difference)[0];
  const told = best?.rate ?? rows.at(-1)?.rate ?? 0;
  const [none, with_] = [at(0), at(told)];
  const end = atTheEnd.find(({ rate }) => rate === told);
  return {
    name: "Where it helps",
    title: best ? "Where dropout does help: few images, and lies among them" : "Where dropout might help: few images, and lies among them",
    blocks: [
      `Give a net less to learn from than it has room for: ${grouped(images)} images instead of tens of thousands, and ${Math.round(100 * noise)} percent of them with a {strong|wrong label}, drawn at random. With ${grouped(parameters)} weights, all in dense layers, it can learn every lie by heart. The images that it is tested on keep their true labels.`,
      `After ${grouped(iterations)} steps nets without dropout read {a|${none.end.toFixed(1)}} percent of images that they have not seen; with dropout ${told} they read {b|${with_.end.toFixed(1)}}.${end?.verdict === "better" ? ` A lie fits one image only, and a net whose units come and go is slow to remember it.` : ""}`,
      `Stopping in time does most of the same. At the best moment, which images held apart tell, they read ${none.chosen.toFixed(1)} without and ${with_.chosen.toFixed(1)} with dropout ${told}.${best ? ` Here dropout does win: ${best.difference.toFixed(1)} points [${best.low.toFixed(1)}, ${best.high.toFixed(1)}], on ${counted(best.agreeing)} of ${counted(best.pairs)} seeds.` : ""}`,
      {
        remark: `Means of ${counted(seeds)} nets for each rate; differences are taken before rounding. The nets beside this text are one pair.`,
      },
    ],
    tryThis: "Train both nets, then choose how many labels are wrong: two new nets train. Which twin repeats the lies?",
  };
}
