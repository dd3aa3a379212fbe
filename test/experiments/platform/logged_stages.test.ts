import { expect, test } from "vitest";
import { stageModels, stageNames } from "../../../src/record/mod.ts";
import { simulator } from "../../../src/systems/simulator/simulator.ts";
import { withPlatformRun } from "../../testing/platform_trials.ts";

const stagesOf = (kind: string) => `
  SELECT stage, CAST(count(*) AS INTEGER) FROM stages JOIN operations USING (run_id, operation_id)
  WHERE kind = '${kind}' GROUP BY stage ORDER BY min(stages.at)`;

/** Names of stages up to one, which all entities have. */
function upTo(kind: "task" | "lrp", last: string): string[] {
  const names = stageNames(stageModels[kind]);
  return names.slice(0, names.indexOf(last) + 1);
}

test("a batch of tasks has every stage that the platform's log tells, each once", () =>
  withPlatformRun("platform-fezzik/quick", {
    ...{ system: simulator, set: { work: "tasks" } },
  }, async ({ lines }) => {
    const rows = await lines(stagesOf("task"));
    expect(rows.toSorted()).toEqual(
      upTo("task", "Resolved").map((stage) => `${stage} 5`).toSorted(),
    );
    // Times of the log are those of the client, to the microsecond that rounding may differ by.
    const [differing = ""] = await lines(`
      SELECT CAST(count(*) AS INTEGER) FROM stages JOIN operations USING (run_id, operation_id)
      WHERE stage = 'Persisted-Completed'
        AND abs(epoch(stages.at) - epoch(operations.started_at) - duration_s) > 1e-5`);
    expect(differing).toBe("0");
  }));

test("a batch of instances has every stage up to running under the ids of its operations", () =>
  withPlatformRun("platform-fezzik/quick", {
    ...{ system: simulator, set: { work: "instances" } },
  }, async ({ lines }) => {
    const rows = await lines(stagesOf("lrp"));
    expect(rows.toSorted()).toEqual(
      upTo("lrp", "Running-In-BBS").map((stage) => `${stage} 5`).toSorted(),
    );
    const [differing = ""] = await lines(`
      SELECT CAST(count(*) AS INTEGER) FROM stages JOIN operations USING (run_id, operation_id)
      WHERE kind = 'lrp' AND stage = 'Running-In-BBS'
        AND abs(epoch(stages.at) - epoch(operations.started_at) - duration_s) > 1e-5`);
    expect(differing).toBe("0");
    expect(await lines(stagesOf("start"))).toHaveLength(
      stageNames(stageModels.start).length,
    );
  }));

test("without a log, the stages are those that a client sees", () =>
  withPlatformRun("platform-fezzik/quick", {
    system: simulator,
    ...{ settings: { lager: "off" }, set: { work: "tasks" } },
  }, async ({ lines }) => {
    expect(await lines(stagesOf("task"))).toEqual([
      ...["Desiring-Task 5", "Persisted-Task 5", "Persisted-Completed 5"],
    ]);
  }));
