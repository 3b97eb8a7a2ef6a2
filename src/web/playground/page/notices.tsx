import { count } from "../../dashboard/parts/format.ts";
import type { Lab } from "../state/lab.ts";

/** What has to be said: new nets, what could not be done, how far a replay is. */
export function Notices({ lab }: { readonly lab: Lab }) {
  const { notices, replay } = lab.state;
  const at = replay.value;
  return (
    <div class="notices" role="status">
      {at && (
        <p class="notice word">
          <span>
            Training again to step {count(at.to)}, as the address says: <b>{count(at.step)}</b>
          </span>
          <progress max={at.to} value={at.step} />
          <button type="button" onClick={() => void lab.pause()}>
            Stop here
          </button>
        </p>
      )}
      {notices.value.map((notice) => (
        <p class={`notice ${notice.kind}`} key={notice.text}>
          <span>{notice.text}</span>
          <button type="button" class="plain" aria-label="Dismiss" onClick={() => lab.state.dismiss(notice)}>
            ✕
          </button>
        </p>
      ))}
    </div>
  );
}
