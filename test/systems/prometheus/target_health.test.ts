import { expect, test } from "vitest";
import type { Event, Sample } from "../../../src/record/mod.ts";
import type { Target } from "../../../src/systems/prometheus/prometheus_api.ts";
import { watchTargetHealth } from "../../../src/systems/prometheus/target_health.ts";
import { until } from "../../lab/_until.ts";

/** Returns a target as Prometheus reports it. */
function toTarget(
  address: string,
  health: Target["health"],
  { job = "targets", lastError = "" } = {},
): Target {
  return { job, address, health, lastError, lastScrapeDuration: 0.01 };
}

/** Returns samples and events for a sequence of responses; null is a server that does not respond. */
async function watch(responses: readonly (readonly Target[] | null)[]) {
  const samples: Sample[] = [];
  const events: Event[] = [];
  let polls = 0;
  await using _ = watchTargetHealth({
    targets() {
      const response = responses[polls++] ?? null;
      return response
        ? Promise.resolve(response)
        : Promise.reject(new Error("no response"));
    },
  }, {
    run_id: "r",
    onSamples: (rows) => samples.push(...rows),
    onEvents: (rows) => events.push(...rows),
    every: 0.01,
  });
  await until(() => polls > responses.length);
  return {
    up: samples.map(({ value }) => value),
    changes: events.map(({ kind, subject, detail }) => [kind, subject, detail]),
  };
}

test("watchTargetHealth() emits one event when a target goes down, and one when it is up again", async () => {
  const refused = { lastError: "connection refused" };
  const { up, changes } = await watch([
    [toTarget("a:1", "up"), toTarget("b:2", "up")],
    [toTarget("a:1", "up"), toTarget("b:2", "down", refused)],
    [toTarget("a:1", "up"), toTarget("b:2", "down", refused)],
    [toTarget("a:1", "up"), toTarget("b:2", "up")],
  ]);
  expect(up).toEqual([2, 1, 1, 2]);
  expect(changes).toEqual([
    ["down", "b:2", "connection refused"],
    ["up", "b:2", ""],
  ]);
});

test("watchTargetHealth() ignores unknown health, a server that is down, and the server's own job", async () => {
  const { up, changes } = await watch([
    [toTarget("a:1", "up"), toTarget("s:9", "down", { job: "prometheus" })],
    null,
    [toTarget("a:1", "unknown")],
    [toTarget("a:1", "up")],
  ]);
  expect(up).toEqual([1, 0, 1]);
  expect(changes).toEqual([]);
});
