import { drawsOf, drawsOfBoth, looksOf } from "#analysis";
import { canonical } from "#engine";
import { configurationText, type Plan, type PlannedConfiguration } from "#experiment";
import { protocols, variedStreams } from "#train";
import { UsageError } from "./usageError.ts";

/**
 * Pruning compares the accuracies that choose the iteration, and nothing is behind what is chosen or tested on other examples: of another
 * data set, another split or draw, or another protocol, or by more looks at the test examples; nor by runs that share what --vary held, or that are copies of one. Throws UsageError.
 */
export function refuseToPrune({ configurations, experiment: { vary = variedStreams } }: Plan): void {
  const drawn = variedStreams.filter((stream) => configurations.some(({ draws }) => draws?.includes(stream) ?? true));
  if (drawn.some((stream) => !vary.includes(stream)))
    throw new UsageError(
      "prune: --vary holds some streams of random numbers, so runs share one draw, and none can tell what is behind; leave --vary or --prune out",
    );
  const copied = configurations.filter(({ draws }) => draws?.length === 0);
  if (copied.length > 1)
    throw new UsageError(
      `prune: nothing is drawn for the runs of ${copied
        .slice(0, 2)
        .map(({ varied }) => configurationText(varied))
        .join(
          " and of ",
        )}, so those of each are copies of one, and no seeds can tell which is behind; leave --prune out, and give --reps 1`,
    );
  const pair = apart(configurations) ?? apart(configurations.filter(({ data }) => drawsOf(data).dataDraw !== undefined));
  if (!pair) return;
  const [first, other] = pair;
  throw new UsageError(
    `prune: ${configurationText(other.varied)} ${differ(other, first)} than ${configurationText(first.varied)}, so neither can be behind the other; sweep each by itself, or leave --prune out`,
  );
}

/** The first configuration, and one that cannot be compared with it: of those that draw nothing of their data each can be compared with any draw. */
function apart([first, ...others]: readonly PlannedConfiguration[]): readonly [PlannedConfiguration, PlannedConfiguration] | undefined {
  const other = first && others.find((one) => differ(one, first));
  return first && other && [first, other];
}

/** In what two configurations part, in words; undefined where their accuracies can be compared while they train. */
function differ(one: PlannedConfiguration, other: PlannedConfiguration): string | undefined {
  if (one.testHash !== other.testHash) return "is tested on other examples";
  const [mine, its] = [one, other].map(({ config }) => protocols[config.protocol].selectOn);
  const looks = ({ config }: PlannedConfiguration) => looksOf({ config, methods: config.methods });
  if (mine === its && looks(one) !== looks(other))
    return `chooses its iteration at more or fewer looks at the ${mine === "test" ? "test" : "held-out"} examples`;
  if (drawsOfBoth(drawsOf(one.data), drawsOf(other.data))) return "is trained on another draw of the data";
  const contents = ({ dataHash, earlierHash = dataHash }: PlannedConfiguration) => earlierHash;
  const areSame = contents(one) === contents(other) || canonical(filesOf(one)) === canonical(filesOf(other));
  const isApart = mine !== its || (mine === "heldOut" && !areSame);
  return isApart ? "chooses its iteration on other examples" : undefined;
}

/** How the data are read; what is trained on of them leaves the held-out examples as they are. */
function filesOf({ data }: PlannedConfiguration) {
  const { trainExamples: _, labelNoise: __, dataSeed: ___, ...files } = data;
  return files;
}
