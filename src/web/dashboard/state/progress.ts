import { useEffect, useRef, useState } from "preact/hooks";
import type { ExperimentProgress, ExperimentRow } from "../../api/shapes.ts";
import { ask } from "./api.ts";
import { onChange } from "./live.ts";

const BATCH = 8;

/** How far the experiments are that are shown, some at a time from the top, and again as they change. */
export function useProgress(rows: readonly ExperimentRow[]): ReadonlyMap<string, ExperimentProgress> {
  const [known, setKnown] = useState<ReadonlyMap<string, ExperimentProgress>>(new Map());
  const stale = useRef(new Set<string>());
  const asked = useRef(new Map<string, string>());
  const isAsking = useRef(false);
  const rowsNow = useRef(rows);
  rowsNow.current = rows;
  // what a row says of its runs tells whether what is known of it is of now
  const keyOf = ({ updated, done, failed, open, state }: ExperimentRow) => [updated, done, failed, open, state].join();
  async function load(): Promise<void> {
    if (isAsking.current) return;
    isAsking.current = true;
    try {
      for (;;) {
        const due = rowsNow.current.filter((row) => asked.current.get(row.id) !== keyOf(row) || stale.current.has(row.id)).slice(0, BATCH);
        if (!due.length) break;
        for (const row of due) {
          asked.current.set(row.id, keyOf(row));
          stale.current.delete(row.id);
        }
        const found = await ask<ExperimentProgress[]>(`/api/progress?ids=${due.map(({ id }) => id).join()}`);
        setKnown((before) => new Map([...before, ...found.map((one) => [one.id, one] as const)]));
      }
    } catch {
      asked.current.clear();
    } finally {
      isAsking.current = false;
    }
  }
  useEffect(() => {
    void load();
  }, [rows]);
  useEffect(
    () =>
      onChange((changed) => {
        if (changed.reload) asked.current.clear();
        // which experiment a run is of is not said: those that are going on
        for (const row of rowsNow.current) if (row.state === "running") stale.current.add(row.id);
      }),
    [],
  );
  return known;
}
