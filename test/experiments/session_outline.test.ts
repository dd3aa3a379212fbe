import { expect, test } from "vitest";
import { sessionOutline } from "../../src/experiments/session_outline.ts";
import { toTestParam, toTestRun } from "../testing/records.ts";

function run(experiment: string, params: Record<string, string | number>) {
  return toTestRun("r", {
    experiment,
    system: "kv",
    params: Object.entries(params).map(([key, value]) =>
      toTestParam(key, value)
    ),
  });
}

const session = { preset: "custom", repetitions: 2, seed: 1 };

test("sessionOutline() plans a session again by the params of a run", async () => {
  const set = JSON.stringify({ nodes: "1,3", duration: "10s" });
  const outline = await sessionOutline(
    run("cluster-scale", { ...session, set }),
  );
  expect(outline?.openEnded).toBe(false);
  expect(outline?.objectives.map(({ metric }) => metric)).toEqual([
    "success_rate",
  ]);
  expect(outline?.planned.map(({ repetition }) => repetition)).toEqual([
    1,
    1,
    2,
    2,
  ]);
  expect(new Set(outline?.planned.map(({ seconds }) => seconds))).toEqual(
    new Set([24]),
  );
  expect(outline?.planned[0]?.case_id).toMatch(/^kv nodes=[13] /);
});

test("sessionOutline() plans the runs of all systems of a session", async () => {
  const set = JSON.stringify({ nodes: "1", pre_vote: "on" });
  const outline = await sessionOutline(
    run("cluster-scale", { ...session, set, systems: "etcd,kv" }),
  );
  expect(outline?.planned.map(({ case_id }) => case_id).toSorted()).toEqual([
    ...Array(2).fill(
      "etcd nodes=1 workers=25 value_size=1024 etcd_pre_vote=on",
    ),
    ...Array(2).fill("kv nodes=1 workers=25 value_size=1024"),
  ]);
});

test.for(
  [
    ["unheard-of", { ...session, set: "{}" }],
    ["cluster-scale", { ...session, preset: "gone", set: "{}" }],
    ["cluster-scale", { ...session, set: '{"gone":"1"}' }],
    ["cluster-scale", { ...session, set: "no JSON" }],
    ["cluster-scale", { ...session, set: "{}", systems: "kv,gone" }],
    ["cluster-scale", {}],
  ] as const,
)("sessionOutline() does not know %s with %j", async ([experiment, params]) => {
  expect(await sessionOutline(run(experiment, params))).toBeNull();
});
