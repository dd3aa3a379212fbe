import { expect, test } from "vitest";
import { faultAnswer } from "../../../src/analysis/answers/fault_answer.ts";
import { answer } from "../../../src/report/mod.ts";
import { notebookHeadings } from "../../testing/notebook_headings.ts";
import { withCommittedStore } from "../../testing/committed_records.ts";
import { faultStudy } from "../../../src/analysis/recovery/fault_study.ts";
import { toTestFaultStudy } from "../../testing/fault_studies.ts";
import { toTestRecovery } from "../../testing/recoveries.ts";
import { z } from "zod";

test("faultAnswer() names the costliest fault, its length and the time-out", () => {
  const { verdict, tiles, limits } = answer(faultAnswer(toTestFaultStudy([
    ...[400, 410].map((lost) => toTestRecovery({ lost, attempted: 1000 })),
    toTestRecovery({
      ...{ fault: "pause-leader", lost: 10, attempted: 1000 },
      ...{ disturbed: true, verified: 1200, gone: 3, older: 2 },
      ...{ pre_vote_recorded: false, session: "t" },
    }),
  ])));
  expect(verdict).toBe(
    "Of 2 faults of 5 s, **kill-leader** cost etcd with pre-vote off most: **40.5 %** of the operations until 10 s after healing failed or were later than 2 s. Of 1,200 acknowledged keys that were read back, **5** were gone, wrong or older.",
  );
  expect(
    tiles.map(({ label, value, n, meaning }) => [label, value, n, meaning]),
  )
    .toEqual([
      [
        ...["Failed, or later than 2 s, kill-leader", "40.5"],
        ...["n = 2 runs, pre-vote off", "failed"],
      ],
      ["Acknowledged keys lost", "5", "n = 3 runs", "failed"],
    ]);
  expect(limits.map(({ label }) => label)).toEqual([
    "1 of 3 runs shared the machine",
    "kill-leader ran in sessions of its own",
    "2 sessions",
    "pre-vote not recorded in 1 run",
  ]);
});

test("faultAnswer() says that no key was older only if each run with keys can tell", () => {
  const verdictOf = (...olders: readonly (number | null)[]) =>
    answer(faultAnswer(toTestFaultStudy([
      ...olders.map((older) => toTestRecovery({ verified: 10, older })),
      toTestRecovery({ verified: 0, older: null }),
    ]))).verdict;
  expect(verdictOf(0, 0)).toContain("none was gone or older.");
  expect(verdictOf(0, null)).toContain("none was gone.");
});

test("faultAnswer() takes a schedule of any length as a name, and no run at all", () => {
  const fault = "kill-leader@0s..5s+pause-leader@20s..25s+slow-link@40s..45s";
  const { tiles } = answer(faultAnswer(toTestFaultStudy([
    toTestRecovery({ fault, lost: 1, attempted: 2, timeout_s: null }),
  ])));
  expect(tiles[0]?.label).toMatch(/^Failed or late, kill-leader.*…$/);
  expect(answer(faultAnswer(toTestFaultStudy([]))).verdict)
    .toBe("No operation was lost to a fault. No key was read back.");
});

test("faultAnswer() names probes as writes, and counts a steady load from healing too", () => {
  const runs = [4, 5].map((seconds) =>
    toTestRecovery({
      ...{ lost: 10, attempted: 100, pinned: true, lost_at_hit: 9 },
      probeGap: {
        ...{ seconds: 1.5, censored: false, detected: true },
        ...{ baseline: null, limit: null },
      },
      recovered: { seconds: 5 + seconds / 10, censored: false },
      recoveredAfterHealing: { seconds: seconds / 10, censored: false },
    })
  );
  const { tiles, limits } = answer(faultAnswer(toTestFaultStudy(runs)));
  expect(tiles.slice(0, 3).map(({ label, interval }) => [label, interval]))
    .toEqual([
      ["Failed, or later than 2 s, kill-leader", "100 ms of load"],
      ["No survivor takes a write, kill-leader", "median"],
      [
        "Load steady again after, kill-leader",
        "median, 450 ms after healing; range 5.4 to 5.5 s",
      ],
    ]);
  expect(limits[0]).toMatchObject({
    label: "clients stay with their node",
    heading: "Where operations were lost",
  });
  const read = runs.map((run) => ({ ...run, probes_write: false }));
  expect(answer(faultAnswer(toTestFaultStudy(read))).tiles[1]?.label)
    .toBe("No survivor answers, kill-leader");
});

const Share = z.strictObject({ n: z.number(), mean: z.number() });
const Keys = z.strictObject({ verified: z.number(), bad: z.number() });

test(
  "faultAnswer() of the committed record agrees with SQL over its operations",
  () =>
    withCommittedStore(["cluster-faults"], async (store) => {
      const study = await faultStudy(store, "cluster-faults", {
        system: "etcd",
      });
      const { tiles, limits } = answer(faultAnswer(study));
      // In time: succeeded within the time-out of 2 s after it was due. Under way from the phase `fault` to `cool_down`.
      const [share] = await store.query(
        Share,
        `WITH marks AS (
         SELECT run_id, min("at") FILTER (subject = 'fault') AS asked, min("at") FILTER (subject = 'cool_down') AS over
         FROM events WHERE kind = 'phase' GROUP BY run_id),
       shares AS (
         SELECT run_id, avg(CASE WHEN outcome = 'ok' AND duration_s <= 2 THEN 0 ELSE 1 END) AS share
         FROM operations JOIN marks USING (run_id) JOIN params USING (run_id)
         WHERE key = 'fault' AND value = 'majority-down' AND kind IN ('get', 'put') AND started_at < over
           AND (duration_s IS NULL OR started_at + to_microseconds((duration_s * 1e6)::BIGINT) >= asked)
         GROUP BY run_id)
       SELECT count(*) AS n, avg(share) AS mean FROM shares`,
      );
      expect(tiles[0]).toMatchObject({
        label: "Failed, or later than 2 s, majority-down",
        value: ((share?.mean ?? 0) * 100).toFixed(1),
        n: `n = ${share?.n} runs, pre-vote off`,
      });
      const [keys] = await store.query(
        Keys,
        `SELECT count(*) AS verified, count(*) FILTER (outcome = 'miss') AS bad
       FROM operations JOIN runs USING (run_id)
       WHERE kind = 'verify' AND outcome IN ('ok', 'miss') AND system = 'etcd'`,
      );
      expect(tiles.at(-1)).toMatchObject({
        value: String(keys?.bad),
        interval: `of ${keys?.verified.toLocaleString("en-US")} read back`,
      });
      expect(notebookHeadings("cluster_faults")).toEqual(
        expect.arrayContaining(limits.map(({ heading }) => heading)),
      );
    }),
  240_000,
);
