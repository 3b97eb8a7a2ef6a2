import type { LabelChanges, Wishes } from "#experiment";
import type { FormField } from "../api/shapes.ts";

/** What a page may change, done by whoever made the server. Each throws a RangeError or a StoreError: one sentence. */
export interface Steering {
  /** Sets what people want of an experiment; false where there is no such. */
  wish(id: string, wishes: Partial<Wishes>): Promise<boolean>;
  label(id: string, changes: LabelChanges): Promise<boolean>;
  /** Goes on with an experiment, in a process of its own. */
  resume(id: string): Promise<void>;
  /** Measures the robustness of the runs that lack it, in a process of its own. */
  measure(id: string): Promise<void>;
  /** The fields of the form. */
  fields(): Promise<readonly FormField[]>;
  /** What a form would run, and about how long: as `droplab sweep --dry-run` says it. */
  estimate(fields: FormValues): Promise<{ readonly command: string; readonly lines: readonly string[] }>;
  /** Starts it in a process of its own; gives the experiment's id when it is in the store. */
  start(fields: FormValues): Promise<string>;
}

/** Texts as they would follow the options of the command line. */
export type FormValues = Readonly<Record<string, string>>;
