import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { compareAll, warningsFor } from "#analysis";
import { base, compared, of, plus, series } from "../madeUpSeries.ts";
import { runCli } from "../runCli.ts";

test("13.24: what was trained on one draw of the examples is said to be, and no p is given between draws", () => {
  const better = plus((i) => 0.3 + 0.01 * i);
  const [none, same, other] = [
    series("none", base, { dataDraw: 2 }),
    series("dropout 0.3", better, { dataDraw: 2 }),
    series("other draw", better, { dataDraw: 39 }),
  ];
  const { comparisons, sentences, warnings } = compared([none, same, other]);
  expect(comparisons.map(({ verdict, comparisons: family }) => [verdict, family])).toEqual([
    ["better", 1],
    ["otherDraws", 1],
  ]);
  expect(sentences[1]).toMatch(
    /^other draw differs from none by .* over 10 seeds, trained on what data seed 39 drew and on what data seed 2 drew: that is of these two draws, and no p is given/,
  );
  expect(warnings).toContain(
    "drawn once (none (--data-seed 2), dropout 0.3 (--data-seed 2), other draw (--data-seed 39)), and all seeds share them",
  );
  expect(compared([none, same]).warnings).toContain(
    "drawn once (--data-seed 2), and all seeds share them: what is found holds for this draw",
  );
  expect(compared([series("none", base), series("a", better)]).warnings).not.toContain("drawn once");
});

test("13.24: another split seed is another draw of what is trained on, where a file of its own is tested on", () => {
  const better = plus((i) => 0.3 + 0.01 * i);
  const [none, other, drawn] = [
    series("none", base, { split: 1 }),
    series("other split", better, { split: 5 }),
    series("drawn", better, { split: 5, dataDraw: 1 }),
  ];
  const { comparisons, sentences, warnings } = compared([none, other, drawn]);
  expect(comparisons.map(({ verdict }) => verdict)).toEqual(["otherDraws", "otherDraws"]);
  expect(sentences[0]).toContain("trained on what split seed 5 drew and on what split seed 1 drew: that is of these two draws, and no p");
  expect(warnings).toContain("drawn once (--data-seed 1), and all seeds share them");
  expect(compared([series("a", base, { split: 1, dataDraw: 1 }), drawn]).warnings).toContain(
    "drawn once (a (--data-seed 1 --split-seed 1), drawn (--data-seed 1 --split-seed 5)), and",
  );
  const both = compared([series("a", base, { split: 1, dataDraw: 2 }), drawn]).sentences[0];
  expect(both).toContain("what data seed 1 and split seed 5 drew and on what data seed 2 and split seed 1 drew");
});

test("13.1: choosing on the test examples beside choosing on others is as many looks against none", () => {
  const [post, sound] = [
    series(
      "post",
      plus(() => 0.4),
      { looks: "20" },
    ),
    series("sound", base),
  ];
  const { comparisons, sentences } = compared([
    sound,
    post,
    series(
      "a",
      plus((i) => 0.1 * i),
    ),
  ]);
  expect(comparisons[0]).toMatchObject({ verdict: "unequalLooks", p: Number.NaN, looks: { other: "20", baseline: "0" } });
  expect(comparisons[1]).toMatchObject({ comparisons: 1 }); // Holm counts those of which a p can be
  expect(sentences[0]).toContain("looking at the test examples 20 times and 0 times: more looks find more by that alone");
});

test("13.27: where each pair differs by the same, it is said that many may be one", () => {
  const [none, a] = [series("none", of(500, Array(8).fill(359))), series("l2 0.5", of(500, Array(8).fill(357)))];
  const { comparisons, warnings } = compared([none, a]);
  expect(comparisons[0]?.verdict).toBe("worse");
  expect(warnings).toContain(
    "each of the 8 pairs differs by the same in l2 0.5 (against none), as where all runs of a configuration give the same",
  );
});

test.each([
  ["sound", []],
  ["post-held-out", []],
  ["sound", [{ layer: "dropout" }]],
])(
  "13.27: logistic regressions that are chosen near their one minimum are copies of one net (%s, %j before)",
  async (protocol, before) => {
    const cwd = mkdtempSync(join(tmpdir(), "droplab-logistic-"));
    writeFileSync(join(cwd, "logit.json"), JSON.stringify({ name: "logit", layers: [...before, { layer: "dense", units: "classes" }] }));
    const noise = (n: number) => ((n * 7919) % 211) / 211 - 0.5;
    const rows = Array.from({ length: 300 }, (_, n) => {
      const [a, b, c] = [noise(n), noise(3 * n + 1), noise(5 * n + 2)];
      return `${a},${b},${c},${a + 0.5 * b - c + 1.2 * noise(11 * n + 3) > 0 ? "yes" : "no"}`;
    });
    writeFileSync(join(cwd, "table.csv"), `a,b,c,class\n${rows.join("\n")}\n`);
    const words = "sweep --dataset table.csv --model logit.json --l2 0,0.01 -i 1000 --learning-rate 0.05 --batch-size 4096 -r 6";
    expect((await runCli([...words.split(" "), "--protocol", protocol], { cwd })).code).toBe(0);
    const [{ id }] = JSON.parse((await runCli(["list", "--json"], { cwd })).stdout);
    const { stdout } = await runCli(["compare", id], { cwd });
    expect(stdout).toMatch(
      /The runs of each are copies of one net, or nearly, whatever their seeds: they are one pair, and no p is given\./,
    );
  },
  60_000,
);

test("13.26: a baseline that leads, and is not the first, may have been found by looking", () => {
  const items = [
    series("none", base),
    series(
      "a",
      plus((i) => -0.2 - i / 100),
    ),
    series(
      "best",
      plus((i) => 0.1 + i / 100),
    ),
  ].map((one) => ({ series: one }));
  const warned = (place: number) => warningsFor(compareAll(items, items[place] as (typeof items)[number])).join("\n");
  expect(warned(2)).toContain(
    "the baseline is the best of 3 configurations, and not the first: if it was chosen by looking at these very runs",
  );
  expect(warned(0)).not.toContain("the baseline is the best");
  expect(
    compared([
      series(
        "best",
        plus(() => 0.5),
      ),
      ...items.map((one) => one.series),
    ]).warnings,
  ).not.toContain("is the best of");
});
