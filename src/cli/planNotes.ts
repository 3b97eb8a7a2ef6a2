import { type DataLoader, type DatasetName, datasetNames } from "#data";
import { counted } from "#engine";
import { defaults, type Plan, type PlannedConfiguration } from "#experiment";
import { protocols } from "#train";

/** What those who planned so may not have meant. */
export const planNotes = (plan: Plan, load: DataLoader): string[] => [
  ...linearNotes(plan),
  ...batchNotes(plan, load),
  ...chosenNotes(plan),
];

/** On whose test examples the iteration is chosen: the post that protocol post repeats did so, on MNIST. */
function chosenNotes({ configurations }: Plan): string[] {
  const isOwn = ({ data: { dataset } }: PlannedConfiguration) => !datasetNames.includes(dataset as DatasetName);
  const found = configurations.filter((one) => isOwn(one) && protocols[one.config.protocol].selectOn === "test");
  const most = Math.max(...found.map(({ config: { iterations, evaluateEvery } }) => Math.ceil(iterations / evaluateEvery)));
  return most > 1
    ? [
        `protocol post takes of each run the best of ${most} looks at the test examples, so its accuracies are higher than on other examples; --protocol sound chooses on held-out ones`,
      ]
    : [];
}

/** A batch of so many times the training examples, or more, is work in vain. */
const REPEATED = 2;

/** Of batches that take every training example several times. */
function batchNotes({ configurations }: Plan, load: DataLoader): string[] {
  const found = configurations.flatMap(({ config: { batch }, data: spec }) => {
    const { train, heldOut } = load(spec);
    const examples = train.count - heldOut;
    return batch !== defaults.batchSize && batch >= REPEATED * examples
      ? [
          `batchSize ${batch} is more than the ${counted(examples, "training example")}: each step takes every one of them ${Math.floor(batch / examples)} times or more; ${examples} takes each once, for less work`,
        ]
      : [];
  });
  return [...new Set(found)];
}

/** Models of files keep their logits, also under a protocol that has a ReLU on those of models by name. */
function linearNotes({ configurations }: Plan): string[] {
  const found = configurations.flatMap(({ config: { model, protocol } }) =>
    protocols[protocol].logits === "relu" && model.layers.findLast(({ layer }) => layer !== "dropout")?.layer !== "relu"
      ? [`${model.name} under protocol ${protocol}`]
      : [],
  );
  return [...new Set(found)].map(
    (which) =>
      `${which} trains without a ReLU on its logits, as it is written; the ReLU that the protocol has there is of models by name, or a last relu layer`,
  );
}
