import type { Role } from "./csvChoice.ts";
import type { LoadedTable } from "./csvDataset.ts";
import { keepsTexts } from "./csvLabels.ts";
import type { ColumnProfile } from "./csvProfile.ts";
import { quoted } from "./quotedText.ts";

/** So many different words are told one by one. */
const MOST_WORDS = 6;

/** A column of a file, in words. */
export interface ColumnAccount {
  /** From 1. */
  readonly number: number;
  readonly name: string;
  readonly role: Role;
  /** `numbers from 0.1 to 2.5`, `words: "a", "b"` */
  readonly holds: string;
  readonly missing: number;
}

/** What each column of a table holds and what became of it. */
export function describeColumns({
  training: { table, profiles },
  columns: { roles },
}: Pick<LoadedTable, "training" | "columns">): ColumnAccount[] {
  return profiles.map((profile, column) => ({
    number: column + 1,
    name: table.header?.[column] ?? "",
    role: roles[column] as Role,
    holds: roles[column] === "label" && keepsTexts(profile) ? wordsIn(profile) : holds(profile),
    missing: profile.missing,
  }));
}

function holds(profile: ColumnProfile): string {
  const { kind, whole, least, most } = profile;
  if (kind === "empty") return "nothing";
  if (kind === "truths") return "true and false";
  if (kind === "numbers") return `${whole ? "whole numbers" : "numbers"} from ${least} to ${most}`;
  if (kind === "unclear") return "numbers whose marks can mean two things";
  return wordsIn(profile);
}

function wordsIn({ tally }: ColumnProfile): string {
  const words = [...tally.keys()].sort();
  return words.length > MOST_WORDS ? `${words.length} different words` : `words: ${words.map(quoted).join(", ")}`;
}
