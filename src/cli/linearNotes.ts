import type { Plan } from "#experiment";
import { protocols } from "#train";

/** Models of files keep their logits, also under a protocol that has a ReLU on those of models by name. */
export function linearNotes({ configurations }: Plan): string[] {
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
