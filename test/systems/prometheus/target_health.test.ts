import { expect, test } from "vitest";
import type { Event, Sample } from "../../../src/record/mod.ts";
import type { Target } from "../../../src/systems/prometheus/prometheus_api.ts";
import { watchTargets } from "../../../src/systems/prometheus/target_health.ts";
import { until } from "../../lab/_until.ts";

/** A target as Prometheus tells of it. */
function toTarget(
  address: string,
  health: Target["health"],
  { job = "targets", lastError = "" } = {},
): Target {
  return { job, address, health, lastError, lastScrapeDuration: 0.01 };
}

/** What a watch tells of some answers, one after the other; null is a server that does not answer. */
async function watch(answers: readonly (readonly Target[] | null)[]) {
  const samples: Sample[] = [];
  const events: Event[] = [];
  let asked = 0;
  await using _ = watchTargets({
    targets() {
      const answer = answers[asked++] ?? null;
      return answer ? Promise.resolve(answer) : Promise.reject(new Error("no"));
    },
  }, {
    run_id: "r",
    onSamples: (rows) => samples.push(...rows),
    onEvents: (rows) => events.push(...rows),
    every: 0.01,
  });
  await until(() => asked > answers.length);
  return {
    up: samples.map(({ value }) => value),
    told: events.map(({ kind, subject, detail }) => [kind, subject, detail]),
  };
}

test("watchTargets() tells once that a target fell, and once that it rose", async () => {
  const refused = { lastError: "connection refused" };
  const { up, told } = await watch([
    [toTarget("a:1", "up"), toTarget("b:2", "up")],
    [toTarget("a:1", "up"), toTarget("b:2", "down", refused)],
    [toTarget("a:1", "up"), toTarget("b:2", "down", refused)],
    [toTarget("a:1", "up"), toTarget("b:2", "up")],
  ]);
  expect(up).toEqual([2, 1, 1, 2]);
  expect(told).toEqual([
    ["down", "b:2", "connection refused"],
    ["up", "b:2", ""],
  ]);
});

test("watchTargets() says nothing of what nobody knows: a server that is down, or was just started, and of itself", async () => {
  const { up, told } = await watch([
    [toTarget("a:1", "up"), toTarget("s:9", "down", { job: "prometheus" })],
    null,
    [toTarget("a:1", "unknown")],
    [toTarget("a:1", "up")],
  ]);
  expect(up).toEqual([1, 0, 1]);
  expect(told).toEqual([]);
});
