import { expect, test } from "vitest";
import { standStillLimits } from "../../../src/analysis/validity/course_rules.ts";
import {
  reasonsOf,
  validityRules,
} from "../../../src/analysis/validity/rules.ts";
import {
  causeOf,
  judgeValidity,
} from "../../../src/analysis/validity/validity.ts";
import type { ValidityFacts } from "../../../src/analysis/validity/validity_facts.ts";

/** Facts of a one-minute run, all known and without a reason. */
const fine: ValidityFacts = {
  run_id: "r",
  mode: "real",
  stored_status: "ok",
  notes: "",
  fault: null,
  measure_s: 60,
  window_s: 60,
  measured: true,
  cut: "",
  overrun: "",
  due: 6000,
  succeeded: 6000,
  wrong: 0,
  wrong_error: "",
  p99: 0.05,
  sends: 0,
  odd_lines: 0,
  platform_work: 0,
  told: 0,
  driven: false,
  behind_s: null,
  rate: 100,
  poisson: false,
  users: null,
  load_late_s: -3,
  load_early_s: -1,
  host_gap_s: 1.1,
  host_interval_s: 1,
  stood_still_s: null,
  stood_still: "",
  clock_jump_s: null,
  lag_s: 0.002,
  lag_mean_s: 0.003,
  lag_max_s: 0.05,
  generator: 0.3,
  threads: 1,
  cores: 2,
  host: 0.5,
  processes: 0.5,
  died: "",
  unhealthy: "",
  ended: false,
  lab_warning: "",
  disk_free: null,
  silent: 0,
  targets: null,
  silent_reason: "",
  answerable: 0,
  empty: 0,
  beside: [],
};

function reasons(facts: Partial<ValidityFacts>): string[] {
  return reasonsOf({ ...fine, ...facts })
    .map(({ severity, code, text }) => `${severity} ${code}: ${text}`);
}

test("reasonsOf() returns no reasons for a sound run, nor for one without known facts", () => {
  expect(reasons({})).toEqual([]);
  const unknownFacts = Object.fromEntries(
    Object.entries(fine).map(([key, value]) => [
      key,
      typeof value === "number" &&
        ![
          ...["due", "succeeded", "wrong", "silent", "answerable", "empty"],
          ...["sends", "odd_lines"],
        ].includes(key)
        ? null
        : value,
    ]),
  ) as ValidityFacts;
  expect(reasonsOf(unknownFacts)).toEqual([]);
});

test.each<[string, Partial<ValidityFacts>, string]>([
  [
    "a phase that was never reached",
    { measured: false },
    "invalid not-measured: the phase measure was never reached",
  ],
  [
    "a process that ended",
    { died: "node-1 ended by itself: SIGSEGV" },
    "failed died: node-1 ended by itself: SIGSEGV",
  ],
  [
    "a clock that was set",
    { clock_jump_s: -3600 },
    "invalid clock-jump: the machine's clock was set by -3600 s",
  ],
  ["a stand-still noticed by the lab", {
    stood_still_s: 2.04,
    stood_still: "runner",
  }, "invalid stand-still: runner stood still for 2.0 s"],
  [
    "a machine without samples",
    { host_gap_s: 16.1 },
    "invalid stand-still: the machine stood still: no sample of it for 16.1 s",
  ],
  [
    "a shorter time without samples",
    { host_gap_s: 1.7 },
    "doubtful stand-still: the machine stood still: no sample of it for 1.7 s",
  ],
  [
    "a generator that waited",
    { lag_max_s: 2.5 },
    "invalid stand-still: the load generator stood still for 2.5 s",
  ],
  [
    "a full disk",
    { disk_free: 4096 },
    "invalid disk-full: the disk with the server's data was full: 4096 B were left on it",
  ],
  [
    "a phase cut short",
    { cut: "measure 0.35 of 2 s" },
    "invalid cut-short: cut short: measure 0.35 of 2 s",
  ],
  [
    "no operation",
    { due: 0, succeeded: 0 },
    "invalid nothing-due: no operation was due",
  ],
  [
    "a sender whose timers waited",
    { sends: 6000, behind_s: 4, lag_s: null, lag_mean_s: 0.2 },
    "invalid sender-behind: the sender was 4 s behind its schedule, for want of processor time",
  ],
  [
    "no query",
    { due: 0, succeeded: 0, users: 10 },
    "invalid nothing-due: no query was due",
  ],
  [
    "no success",
    { succeeded: 0 },
    "invalid nothing-succeeded: no operation succeeded",
  ],
  [
    "a late load",
    { load_late_s: 3.2 },
    "invalid load-late: the load began 3.2 s after the measuring",
  ],
  [
    "a load that ended early",
    { load_early_s: 30 },
    "invalid load-early: the load ended 30 s before the measuring",
  ],
  [
    "a longer phase",
    { overrun: "measure 75.4 instead of 60 s" },
    "doubtful overrun: took longer: measure 75.4 instead of 60 s",
  ],
  [
    "a rate not kept",
    { due: 5600, succeeded: 5600 },
    "doubtful rate-not-attempted: 93 operations a second were attempted, 100 asked for",
  ],
  [
    "a busy event loop",
    { lag_s: 0.02, lag_mean_s: 0.022 },
    "doubtful generator-late: the generator kept timers waiting 2.2 % of the time, for 20 ms of a 99th percentile of 50 ms",
  ],
  [
    "a busy generator",
    { generator: 0.75 },
    "doubtful generator-saturated: the generator was at 75 % of its core",
  ],
  [
    "a full generator",
    { generator: 1.9, threads: 2, cores: 4, host: 0.65 },
    "doubtful generator-saturated: the generator was at 95 % of its 2 cores: the system may carry more than it was sent",
  ],
  [
    "few operations",
    { due: 60, succeeded: 60, rate: 1 },
    "doubtful few-operations: only 60 operations were due",
  ],
  [
    "background load",
    { host: 0.6 },
    "doubtful foreign-load: 0.40 of 2 cores went to others",
  ],
  ["a run beside it", { beside: ["r2"] }, "doubtful beside: ran beside r2"],
  [
    "a node that was down",
    { unhealthy: "node-1 down" },
    "doubtful node-unwell: seen without a fault: node-1 down",
  ],
])("validityRules report %s", (_, facts, reason) => {
  expect(reasons(facts)).toEqual([reason]);
});

test("validityRules tolerate a short stand-still in a long run, as doubtful", () => {
  const long = { measure_s: 1800, window_s: 1800, due: 180_000 };
  const still = (stood_still_s: number) =>
    reasons({ ...long, stood_still_s, stood_still: "generator-0" });
  expect(still(1.2)).toEqual([
    "doubtful stand-still: generator-0 stood still for 1.2 s",
  ]);
  expect(still(12)).toEqual([
    "invalid stand-still: generator-0 stood still for 12.0 s",
  ]);
});

test("validityRules tolerate failures of a server under a query load, and after its exit", () => {
  // Query loads search for what breaks a server; a killed server answers no query.
  expect(reasons({ succeeded: 0, users: 10 })).toEqual([]);
  expect(reasons({ succeeded: 0, ended: true })).toEqual([]);
});

test("validityRules allow for chance of a Poisson process and for the first inter-arrival time", () => {
  // 25 s at 4 per second: 100 are expected, within 3 * 10.
  const sparse = { measure_s: 25, window_s: 25, rate: 4, due: 80 };
  expect(reasons({ ...sparse, poisson: true, due: 100 })).toEqual([]);
  expect(reasons({ ...sparse, due: 100, poisson: true, load_late_s: 2.4 }))
    .toEqual([]);
  expect(reasons({ ...sparse, due: 100, poisson: true, load_late_s: 2.6 }))
    .toHaveLength(1);
});

test("validityRules have distinct codes", () => {
  const codes = validityRules.map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
});

test("standStillLimits() depend on the measured time", () => {
  expect(standStillLimits(1)).toEqual({ doubtful: 0.3, invalid: 0.3 });
  expect(standStillLimits(4)).toEqual({ doubtful: 0.3, invalid: 0.4 });
  expect(standStillLimits(60)).toEqual({ doubtful: 0.6, invalid: 1 });
  expect(standStillLimits(600)).toEqual({ doubtful: 1, invalid: 6 });
  expect(standStillLimits(7200)).toEqual({ doubtful: 1, invalid: 10 });
});

test("judgeValidity() sets the status by the worst reason, and keeps statuses that the rules do not decide", () => {
  const status = (facts: Partial<ValidityFacts>) =>
    judgeValidity({ ...fine, ...facts }).status;
  expect(status({})).toBe("ok");
  expect(status({ beside: ["r2"] })).toBe("ok");
  expect(status({ host_gap_s: 20 })).toBe("invalid");
  expect(status({ host_gap_s: 20, died: "node-1 ended by itself: exit 1" }))
    .toBe("failed");
  // Corrected rules apply to old records too.
  expect(status({ stored_status: "invalid" })).toBe("ok");
  expect(
    judgeValidity({
      ...fine,
      mode: "imported",
      stored_status: "invalid",
      notes: "no request succeeded",
    }),
  )
    .toMatchObject({
      status: "invalid",
      reasons: [{ code: "as-recorded", text: "no request succeeded" }],
    });
  for (const kept of ["running", "skipped", "failed", "incomplete"] as const) {
    const result = judgeValidity({
      ...fine,
      stored_status: kept,
      measured: false,
      notes: "why",
    });
    expect([result.status, result.reasons[0]?.text]).toEqual([kept, "why"]);
  }
  const died = "node-1 ended by itself 2 times, first: exit 1";
  expect(judgeValidity({
    ...{ ...fine, stored_status: "failed", notes: "as it was said once", died },
  })).toMatchObject({ status: "failed", reasons: [{ text: died }] });
});

test("causeOf() returns the first reason of the severity of the status", () => {
  const of = (facts: Partial<ValidityFacts>) =>
    causeOf(judgeValidity({ ...fine, ...facts }));
  expect(of({})).toBe("");
  expect(of({ beside: ["x"] })).toBe("");
  expect(of({ clock_jump_s: 1, load_early_s: 30, beside: ["x"] }))
    .toBe("the machine's clock was set by 1 s");
  expect(of({ clock_jump_s: 1, died: "node-1 ended by itself: exit 1" }))
    .toBe("node-1 ended by itself: exit 1");
  expect(of({ stored_status: "skipped", notes: "not installed" }))
    .toBe("not installed");
});

test("judgeValidity() computes background load if all inputs are known, and marks disturbed runs", () => {
  const of = (facts: Partial<ValidityFacts>) => {
    const { background_load, disturbed } = judgeValidity({ ...fine, ...facts });
    return [background_load, disturbed];
  };
  expect(of({ host: 0.65 })).toEqual([expect.closeTo(0.5, 9), false]);
  expect(of({ host: 0.66 })).toEqual([expect.closeTo(0.52, 9), true]);
  // Negative values come from the resolution of ticks.
  expect(of({ host: 0.3 })).toEqual([0, false]);
  for (const key of ["host", "cores", "processes", "generator"]) {
    expect(of({ host: 1, [key]: null })).toEqual([null, false]);
  }
});

test("a sender at the limit of its threads is behind by itself", () => {
  expect(reasons({ sends: 6000, behind_s: 4, generator: 0.95 })).toEqual([
    "invalid sender-behind: the sender was 4 s behind its schedule, for want of processor time",
    "doubtful generator-saturated: the generator was at 95 % of its core: the system may carry more than it was sent",
  ]);
});

test("another tool as the driver may tell its figures only, and use all cores", () => {
  const none = { due: 0, succeeded: 0, rate: null };
  expect(reasons(none)).toEqual(["invalid nothing-due: no operation was due"]);
  expect(reasons({ ...none, told: 500 })).toEqual([]);
  const busy = { generator: 1.9, threads: 1, cores: 4, host: 0.6 };
  expect(reasons({ ...busy, driven: true })).toEqual([]);
  expect(reasons(busy).join()).toContain("generator-saturated");
});

test("a sender that was held up, few writes of many lines, and odd lines without a load are results", () => {
  expect(reasons({ sends: 6000, behind_s: 4 })).toEqual([]);
  expect(reasons({ sends: 60, due: 60, succeeded: 0, rate: null })).toEqual([]);
  expect(reasons({ odd_lines: 17, due: 0, succeeded: 0, rate: null }))
    .toEqual([]);
});

test("rules on the machine do not apply to a simulated run, and others do", () => {
  const facts = {
    ...{ mode: "simulated" as const, clock_jump_s: 3, stood_still_s: 9 },
    ...{ stood_still: "machine", beside: ["other"] },
  };
  expect(reasons({ ...facts, mode: "real" }).length).toBeGreaterThan(1);
  expect(reasons(facts)).toEqual([]);
  expect(reasons({ ...facts, measured: false })).toEqual([
    "invalid not-measured: the phase measure was never reached",
  ]);
});

test("a platform on which every push fails counts", () => {
  const failed = { due: 78, succeeded: 0, rate: null };
  expect(reasons(failed)).toContain(
    "invalid nothing-succeeded: no operation succeeded",
  );
  expect(
    reasons({ ...failed, platform_work: 78 })
      .filter((line) => line.startsWith("invalid")),
  ).toEqual([]);
});

test("a platform that is filled needs no operation in the phase measure", () => {
  expect(reasons({ due: 0, succeeded: 0, rate: null })).toContain(
    "invalid nothing-due: no operation was due",
  );
  expect(
    reasons({ due: 0, succeeded: 0, rate: null, platform_work: 78 })
      .filter((line) => line.startsWith("invalid")),
  ).toEqual([]);
});
