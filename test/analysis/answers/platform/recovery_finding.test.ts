import { expect, test } from "vitest";
import {
  describeRecovery,
  describeSampledPresence,
} from "../../../../src/analysis/answers/platform/recovery_finding.ts";
import { toLostInstance } from "../../../testing/platform_rows.ts";
import {
  backAfter,
  toFaultRun,
  toRecoveryStudy,
} from "../../../testing/platform_faults.ts";

test("describeRecovery() describes each case, and faults without a loss", () => {
  const { markdown } = describeRecovery(toRecoveryStudy({
    cells: [toFaultRun({}, backAfter([20, 24]))],
    crowded: [toFaultRun({ run_id: "c", kill_share: 0.3 }, [
      ...backAfter([20]),
      toLostInstance(300, { censored: true }),
    ])],
    store: [
      toFaultRun({ run_id: "a", fault: "cut-store-total", outage: 60 }, []),
    ],
  }));
  expect(markdown.split("\n")).toEqual([
    "- All of this is of **simulated platforms**; what real control planes did has a section of its own.",
    "- **1 of 10 cells dies** (1 run): 2 instances lost, all of them back; the first noticed after 10 s, half of them back after 20 s, 95 % after 24 s, all after 24 s.",
    "- **3 of 10 cells die** (1 run): 2 instances lost, 50 % back; the first noticed after 10 s, half of them back after 20 s, 95 % after more than 5 min, all after more than 5 min.",
    "- **store away for 1 min, 10 cells** (1 run): no instance was lost.",
    "- Requests reached an instance at most **1 s** after it ran again (2 runs); an instance that runs and has no route is away for its users.",
  ]);
  expect(describeRecovery(toRecoveryStudy({})).markdown)
    .toBe("No run that counts has a fault.");
});

test("describeRecovery() says which kinds ran in the end with too little room", () => {
  const { markdown } = describeRecovery(toRecoveryStudy({
    crowded: [toFaultRun({ kill_share: 0.3 }, backAfter([20]))],
  }, {
    shares: [{
      ...{ run_id: "r1", memory_load: 1.2, favoured: 0.75 },
      kinds: [
        { kind: "hello", desired: 60, before: 1, after: 0.9 },
        { kind: "web", desired: 20, before: 1, after: 0.6 },
        { kind: "crashing", desired: 10, before: 0.2, after: null },
      ],
    }],
  }));
  expect(markdown).toContain(
    "of the desired instances that do not crash by themselves **82.5 %** ran in the end (100 % when the fault came), of those that do **an unknown share** (20 %). As those wait for a restart most of the time anyway, this does not tell whether a platform favours what runs.",
  );
});

test("describeRecovery() says which kinds came back, and in how many runs a share never did", () => {
  const lost = [
    ...[20, 21].map((seconds) => toLostInstance(seconds)),
    toLostInstance(25, { kind: "web" }),
    toLostInstance(300, { kind: "web", censored: true }),
  ];
  const never = lost.map((one) => ({
    ...one,
    back: { seconds: 300, censored: true },
  }));
  const { markdown } = describeRecovery(toRecoveryStudy({
    crowded: [lost, lost, never].map((own, i) =>
      toFaultRun({ run_id: `c${i}`, kill_share: 0.3 }, own)
    ),
  }));
  expect(markdown).toContain(
    "half of them back after 21 s in the median, and in 1 of 3 runs not within 5 min",
  );
  expect(markdown).toContain(
    "**3 of 10 cells die**, back by kind: hello (128 MiB each) 67 %, web (1024 MiB each) 33 %.",
  );
});

test("describeRecovery() says that a store loses records, and how long a platform was left alone", () => {
  const { markdown } = describeRecovery(toRecoveryStudy({
    store: [toFaultRun(
      { fault: "wipe-store-total", outage: 60, soak: 600 },
      backAfter([70]),
    )],
  }));
  expect(markdown).toContain("(1 run, left alone for 10 min): the records of");
});

test("describeSampledPresence() counts the faults that the metric showed", () => {
  const seen = (seconds: number) => ({ seconds, censored: false });
  const never = { seconds: 140, censored: true };
  const describe = (times: Parameters<typeof describeSampledPresence>[0]) =>
    describeSampledPresence(times).markdown;
  expect(describe([seen(20), never, seen(40)])).toContain(
    "showed in **2 of 3 runs** that cells were gone, the first of them after 20 s and the last after 40 s.",
  );
  expect(describe([never])).toContain("in **any of 1 run**");
  expect(describe([])).toContain("No run sampled");
});
