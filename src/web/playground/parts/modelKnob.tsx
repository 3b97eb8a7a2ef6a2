import { useEffect, useState } from "preact/hooks";
import { arrived } from "../../site/page/arrived.ts";
import type { SharedSettings } from "../settings/settings.ts";
import { modelFrom, models, modelText } from "./knobValues.ts";

interface ModelKnobProps {
  readonly shared: SharedSettings;
  readonly onModel: (model: SharedSettings["model"]) => void;
}

const OWN = "own";

/** A model by name, or one's own as docs/models.md has it, which is tried before it is taken. */
export function ModelKnob({ shared, onModel }: ModelKnobProps) {
  const isNamed = models.some((name) => name === shared.model);
  const [isOwn, setOwn] = useState(!isNamed);
  const [text, setText] = useState(modelText(shared.model));
  const [trouble, setTrouble] = useState("");
  useEffect(() => {
    setText(modelText(shared.model));
    setOwn(!models.some((name) => name === shared.model));
    setTrouble("");
  }, [shared.model]);
  const take = async () => {
    try {
      const model = modelFrom(text);
      // what builds nets is loaded by who pastes one
      const { netOf } = await arrived(import("../settings/netOf.ts"));
      netOf({ ...shared, model }, { dropoutKind: "inverted" });
      setTrouble("");
      onModel(model);
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <>
      <select
        aria-label="Model of both"
        value={isOwn ? OWN : String(shared.model)}
        onChange={(event) => {
          const { value } = event.currentTarget;
          setOwn(value === OWN);
          if (value !== OWN && value !== shared.model) onModel(value);
        }}
      >
        {models.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
        <option value={OWN}>another…</option>
      </select>
      {isOwn && (
        <span class="own-model">
          <textarea
            rows={5}
            spellcheck={false}
            aria-label="A model by name, such as mlp(64), or as JSON"
            aria-invalid={trouble !== ""}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
          <button type="button" onClick={() => void take()}>
            Make these nets
          </button>
          <span class="hint">
            A name, such as mlp(64), or layers as JSON, as <a href="docs/models.html">the page on models</a> has them.
          </span>
        </span>
      )}
      {trouble && (
        <span class="trouble" role="alert">
          {trouble}
        </span>
      )}
    </>
  );
}
