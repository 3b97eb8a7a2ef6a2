import { type ExperimentFact, numericalVersions, plannedRuns, settledRuns } from "./facts.ts";
import { countOf, grouped, listed, paragraphs } from "./prose.ts";

/** The numerical version, and what the runs that are there can be taken for. */
export function stateOf(experiments: readonly ExperimentFact[], expected: number, currentVersion: number): string {
  const versions = numericalVersions(experiments);
  const older = versions.filter((version) => version !== currentVersion);
  const settled = experiments.reduce((sum, one) => sum + settledRuns(one), 0);
  const version = versions.length
    ? `All numbers on this page are of **numerical version ${listed(versions.map(String))}**${older.length ? `; this tree computes with version ${currentVersion}, whose digits differ, so repeating a run here gives other digits than this page shows, and the page waits to be made again` : ", as this tree computes"}.`
    : "";
  const open =
    settled < expected
      ? `**Unfinished: ${grouped(settled)} of ${grouped(expected)} runs.** The same command continues: \`npm run results\`.`
      : "";
  return paragraphs([version && `> ${version}`, open && `> ${open}`]);
}

/** `## Made with` */
export function madeWithSection(experiments: Readonly<Record<string, ExperimentFact | null>>): string {
  const begun = Object.entries(experiments).flatMap(([name, one]) => (one ? [{ name, one }] : []));
  const makers = [...new Map(begun.flatMap(({ one }) => one.madeBy.map((maker) => [JSON.stringify(maker), maker] as const))).values()];
  const lines = makers.map(
    ({ version, numerics, node, device, cores, processor }) =>
      `- droplab ${version}, numerics "${numerics}", Node ${node}, ${device} kernels, ${countOf(cores, "core")} of ${processor}`,
  );
  const times = begun.map(({ name, one }) => {
    const hours = one.workSeconds === null ? "" : `, ${(one.workSeconds / 3600).toFixed(2)} h of work`;
    const from = one.started ? ` from ${minute(one.started)}` : "";
    const span = one.finished ? `,${from} until ${minute(one.finished)} UTC` : "";
    return `- protocol \`${name}\`: ${grouped(settledRuns(one))} of ${grouped(plannedRuns(one))} runs of ${grouped(one.iterations)} iterations, base seed ${one.seed}${span}${hours}; \`${one.command}\``;
  });
  return paragraphs([
    "## Made with",
    [...lines, ...times].join("\n"),
    "Work is the sum over runs, on whatever else the machine did: take it as an upper bound, and `droplab bench` for speed.",
  ]);
}

const minute = (time: string) => time.slice(0, 16).replace("T", " ");
