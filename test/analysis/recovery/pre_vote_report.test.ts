import { expect, test } from "vitest";
import {
  describeUnrecorded,
  preVoteReport,
} from "../../../src/analysis/recovery/pre_vote_report.ts";
import { toTestFaultStudy } from "../../testing/fault_studies.ts";
import { toTestRecovery } from "../../testing/recoveries.ts";

const off = toTestRecovery({ lost: 200, attempted: 1000 });
const on = toTestRecovery({ pre_vote: "on", lost: 100, attempted: 1000 });

test("preVoteReport() compares both ways of one session", () => {
  const [prose, effects] = preVoteReport(toTestFaultStudy([off, on]));
  expect(prose).toMatchObject({
    markdown: expect.stringContaining(
      "kill-leader: 20 % without, 10 % with pre-vote (too few runs).",
    ),
  });
  expect(effects).toMatchObject({ caption: "Pre-vote off and on, etcd" });
});

test("preVoteReport() says that no session has run both ways", () => {
  expect(preVoteReport(toTestFaultStudy([off]))).toHaveLength(1);
});

test("describeUnrecorded() counts the runs that do not record pre-vote", () => {
  expect(describeUnrecorded({ valid: [off] })).toBe("");
  expect(describeUnrecorded({ valid: [{ ...off, pre_vote_recorded: false }] }))
    .toContain("1 run does not record pre-vote.");
});
