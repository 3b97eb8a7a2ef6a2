import { inputsOf, type Node, type Parameter, type Shape, type Tensor } from "#engine";
import type { DropoutSite, Net } from "#nn";
import type { WindowFace } from "./seen.ts";

/** A layer of a net as it is drawn: what it gives for one image, behind its activation. */
export interface Stage {
  /** `input`, or as the layer is called in files: `conv2d1`. */
  readonly name: string;
  readonly kind: "input" | "maps" | "pooled" | "units" | "logits";
  readonly shape: Shape;
  /** Before anything of it is dropped. */
  readonly tensor: Tensor;
  /** What dropout leaves of it, and where it is drawn. */
  readonly masked?: { readonly tensor: Tensor; readonly site: DropoutSite; readonly layer: number };
  /** All dropout layers behind it; the last is `masked`. */
  readonly sites?: readonly DropoutSite[];
  /** [unit][incoming weights] */
  readonly kernel?: Parameter;
  /** Where dropConnect drops some of its weights. */
  readonly weightSite?: DropoutSite;
  readonly bias?: Parameter;
  /** The stages that it is made of, by their place. */
  readonly from: readonly number[];
  readonly activation?: string;
  /** Where a convolution's filter or a pool lies, and steps. */
  readonly window?: WindowFace;
  /** Whether other layers stand between its sums and what it gives: batch norm, a residual sum. */
  readonly hasBetween?: true;
}

type Draft = { -readonly [key in keyof Stage]: Stage[key] };

/** The stages of a net in the order of its layers. Flattening, padding and sums make none of their own. */
export function stagesOf({ graph, dropouts, logits }: Net): Stage[] {
  const stages: Draft[] = [];
  const stageOf = new Map<Tensor, number>();
  const makers = new Map<Tensor, Node>(graph.nodes.map((node) => [node.output, node]));
  const paddingOf = (input: Tensor): number => {
    const maker = makers.get(input);
    return maker?.op === "pad2d" ? maker.attributes.padding : 0;
  };
  for (const node of graph.nodes) {
    const { output } = node;
    if (!output.batched || output.shape.length === 0) continue;
    const from = [...new Set(inputsOf(node).flatMap((input) => stageOf.get(input) ?? []))];
    if (node.op === "gather") stages.push({ name: "input", kind: "input", shape: output.shape, tensor: output, from: [] });
    else if (node.op === "conv2d" || node.op === "dense") {
      const { weight } = node.inputs;
      const dropper = makers.get(weight);
      const weightSite = dropper?.op === "dropout" ? dropouts.find(({ cell }) => cell === dropper.inputs.rate) : undefined;
      const kernel = kernelOf(weight, makers);
      const kind = node.op === "conv2d" ? "maps" : "units";
      const bias = node.inputs.bias as Parameter;
      const window = node.op === "conv2d" ? { ...windowOf(node.attributes), padding: paddingOf(node.inputs.x) } : undefined;
      const extras = { ...(weightSite && { weightSite }), ...(window && { window }) };
      stages.push({ name: output.name, kind, shape: output.shape, tensor: output, kernel, bias, from, ...extras });
    } else if (node.op === "maxPool2d" || node.op === "averagePool2d")
      stages.push({
        ...{ name: output.name, kind: "pooled", shape: output.shape, tensor: output, from },
        window: { ...windowOf(node.attributes), padding: 0 },
      });
    else {
      const of = from.at(-1);
      const stage = of === undefined ? undefined : stages[of];
      if (!stage) continue;
      stageOf.set(output, of as number);
      if (node.op === "dropout") {
        const site = dropouts.find((each) => each.output === output);
        if (site) {
          stage.masked = { tensor: output, site, layer: node.attributes.layer };
          stage.sites = [...(stage.sites ?? []), site];
          if (stage.sites.length > 1) stage.hasBetween = true;
        }
      } else if (node.op !== "flatten" && node.op !== "pad2d") {
        stage.tensor = output;
        // what follows a mask is seen behind it
        if (stage.masked) {
          stage.masked = { ...stage.masked, tensor: output };
          stage.hasBetween = true;
        }
        if (node.op === "relu") stage.activation = "relu";
        if (node.op === "unary") stage.activation = node.attributes.kind;
        if (node.op !== "relu" && node.op !== "unary") stage.hasBetween = true;
      }
      continue;
    }
    stageOf.set(output, stages.length - 1);
  }
  const last = stages[stageOf.get(logits) ?? -1];
  if (last) last.kind = "logits";
  return stages;
}

const windowOf = ({ size, stride }: { readonly size: number; readonly stride: number }) => ({ size, stride });

/** A kernel, also where dropConnect drops some of it. */
function kernelOf(weight: Tensor, makers: ReadonlyMap<Tensor, Node>): Parameter {
  const maker = makers.get(weight);
  return maker?.op === "dropout" ? kernelOf(maker.inputs.x, makers) : (weight as Parameter);
}
