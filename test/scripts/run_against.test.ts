import { expect, test } from "vitest";
import { readRuns } from "../../src/record/mod.ts";
import { withTempFolder } from "../testing/records.ts";
import {
  finish,
  refuseBusy,
  startScript,
  withQuietFolder,
} from "./_scripts.ts";

const short = [
  ...["nodes=1", "duration=1s", "warmup=200ms", "cooldown=0s"],
];

function run(data: string, ...args: readonly string[]) {
  return finish(startScript("run", [
    ...["cluster-scale/custom", "--data", data, "--no-report"],
    ...args,
  ]));
}

test(
  "run --against interleaves runs of a baseline with those asked for, and compares them",
  () =>
    withQuietFolder(async (data) => {
      await run(data, "--set", ...short, "workers=2");
      const record = `${data}/cluster-scale`;
      const [first] = (await readRuns(record)).runs;
      const args = [
        ...["--set", ...short, "workers=6", "--against", first?.run_id ?? ""],
        ...["--metric", "p50", "--width", "1000%", "--budget", "10min"],
      ];
      const dry = await run(data, ...args, "--dry-run");
      expect(dry.stdout).toContain("they differ in workers 2 and 6");
      expect((await readRuns(record)).runs).toHaveLength(1);
      const { code, stdout, stderr } = await run(data, ...args);
      await refuseBusy(data);
      expect([code, stderr]).toEqual([0, ""]);
      expect(stdout).toMatch(
        /: p50 .+ \(.+ to .+, interval of .+ %, 95 % over all looks\), A .+ runs in \d blocks; the interval is as narrow as asked\.$/m,
      );
      const { runs } = await readRuns(record);
      const paramOf = (key: string) => (one: (typeof runs)[number]) =>
        one.params.find((param) => param.key === key)?.value ?? "";
      const made = runs.slice(1).toSorted((a, b) =>
        a.run_id < b.run_id ? -1 : 1
      );
      expect(made.slice(0, 8).map(paramOf("variant")).join(""))
        .toBe("abbaabba");
      expect(made.slice(0, 4).map(paramOf("workers"))).toEqual([
        ...["2", "6", "6", "2"],
      ]);
      expect(new Set(made.map(paramOf("session"))).size).toBe(1);
      expect(made.at(-1) && paramOf("block")(made.at(-1)!))
        .toBe(String(made.length / 4));
    }),
  // Sixteen runs or more, one after the other.
  480_000,
);

test(
  "run --against refuses what cannot be interleaved, before any run",
  () =>
    withTempFolder(async (data) => {
      await run(data, "--set", ...short, "workers=2");
      const cases: readonly (readonly [readonly string[], string])[] = [
        [["workers=2", "--against", "last"], "nothing differs from it"],
        [
          ["workers=4,6", "--against", "last"],
          "has 2 cases: leave one by --set",
        ],
        [["workers=4", "--against", "nowhere"], "it is no run, case, session"],
        [
          ["workers=4", "--against", "last", "--metric", "p98"],
          "Cannot compare metric 'p98' as the runs of 'last' have none; it must be one of ",
        ],
        [
          ["workers=4", "--against", "last", "--budget", "1s"],
          "an interval needs 3: raise --budget",
        ],
        [
          ["workers=4", "--against", "last", "--resume"],
          "--resume as --against",
        ],
      ];
      const alone = await run(data, "--set", ...short, "--fail-on-regression");
      expect([alone.code, alone.stderr]).toEqual([
        2,
        "loadline: Cannot use --fail-on-regression as it belongs to --against: name a baseline with --against, or omit it\n",
      ]);
      for (const [args, message] of cases) {
        const { code, stderr } = await run(data, "--set", ...short, ...args);
        expect([args, code]).toEqual([args, 2]);
        expect(stderr).toContain(message);
      }
      expect((await readRuns(`${data}/cluster-scale`)).runs).toHaveLength(1);
    }),
);
