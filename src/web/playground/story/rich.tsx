import type { ComponentChildren } from "preact";
import { TwinMark } from "../parts/twinMark.tsx";
import type { Block } from "./sceneText.ts";

/** A sentence of the story with what is strong in it, and what is a twin's: `{a|…}`, `{b|…}`, `{strong|…}`. */
export function rich(text: string): ComponentChildren[] {
  return text.split(/(\{\w+\|[^}]*\})/).map((part) => {
    const [, kind, words] = /^\{(\w+)\|([^}]*)\}$/.exec(part) ?? [];
    if (!kind) return part;
    if (kind !== "a" && kind !== "b") return <strong key={part}>{words}</strong>;
    return (
      <b key={part} class={`told ${kind}`}>
        {words?.length === 1 && (
          <>
            <TwinMark twin={kind} />{" "}
          </>
        )}
        {words}
      </b>
    );
  });
}

export function BlockOf({ block }: { readonly block: Block }) {
  if (typeof block === "string") return <p>{rich(block)}</p>;
  if ("remark" in block) return <p class="hint">{rich(block.remark)}</p>;
  return (
    <table>
      <thead>
        <tr>
          {block.head.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {block.rows.map((cells) => (
          <tr key={cells[0]}>
            {cells.map((cell, i) => (
              <td key={block.head[i]}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
