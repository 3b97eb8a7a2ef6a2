import { useEffect, useRef, useState } from "preact/hooks";
import { ARCHIVED } from "../../api/paths.ts";
import type { ExperimentRow } from "../../api/shapes.ts";
import { useAction } from "../parts/action.tsx";
import { tell } from "../state/api.ts";
import { maySteer } from "../state/live.ts";

/** Name, tags and note that people write, and whether it is archived. */
export function Labels({ row, onChanged }: { readonly row: ExperimentRow; readonly onChanged: () => void }) {
  const { id, tags, note, name, isArchived } = row;
  const [editing, setEditing] = useState<"" | "tag" | "note" | "name">("");
  const [text, setText] = useState("");
  const { act, trouble } = useAction();
  const change = async (changes: object) => {
    if (await act(() => tell(`/api/experiments/${id}/label`, changes))) setEditing("");
    onChanged();
  };
  const edit = (what: typeof editing, now: string) => {
    opener.current = document.activeElement as HTMLElement | null;
    setText(now);
    setEditing(what);
  };
  const form = useRef<HTMLFormElement>(null);
  const opener = useRef<HTMLElement | null>(null);
  useEffect(() => {
    if (editing) form.current?.querySelector<HTMLElement>("input, textarea")?.focus();
    else if (opener.current?.isConnected) opener.current.focus();
  }, [editing]);
  const save = () => change(editing === "tag" ? { addTags: [text.trim()] } : { [editing]: text });
  return (
    <>
      <div class="facts tags">
        {tags.map((tag) => (
          <span key={tag} class="tag">
            <a href={`/?q=${encodeURIComponent(tag)}`}>{tag}</a>
            {maySteer.value && (
              <button type="button" aria-label={`Remove tag ${tag}`} onClick={() => change({ removeTags: [tag] })}>
                ×
              </button>
            )}
          </span>
        ))}
        {isArchived && <span>archived</span>}
        {maySteer.value && (
          <>
            <button type="button" class="quiet" onClick={() => edit("tag", "")}>
              + tag
            </button>
            <button type="button" class="quiet" onClick={() => edit("name", name ?? "")}>
              {name === null ? "name it" : "rename"}
            </button>
            <button type="button" class="quiet" onClick={() => edit("note", note ?? "")}>
              {note === null ? "add a note" : "edit note"}
            </button>
            <button type="button" class="quiet" onClick={() => change(isArchived ? { removeTags: [ARCHIVED] } : { addTags: [ARCHIVED] })}>
              {isArchived ? "take out of the archive" : "archive"}
            </button>
          </>
        )}
      </div>
      {editing && (
        <form
          class="edit"
          ref={form}
          onKeyDown={(event) => {
            if (event.key === "Escape") setEditing("");
          }}
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          {editing === "note" ? (
            <textarea aria-label="note" value={text} rows={3} onInput={(event) => setText(event.currentTarget.value)} />
          ) : (
            <input
              type="text"
              aria-label={editing}
              value={text}
              placeholder={editing}
              onInput={(event) => setText(event.currentTarget.value)}
            />
          )}
          <button type="submit" class="primary">
            Save
          </button>
          <button type="button" onClick={() => setEditing("")}>
            Cancel
          </button>
        </form>
      )}
      {note && editing !== "note" && <p class="note">{note}</p>}
      {trouble}
    </>
  );
}
