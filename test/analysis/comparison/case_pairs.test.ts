import { expect, test } from "vitest";
import { pairCases } from "../../../src/analysis/comparison/case_pairs.ts";
import { toComparedRun as run } from "../../testing/compared_runs.ts";

const idsOf = (pairs: ReturnType<typeof pairCases>) =>
  pairs.pairs.map(({ name, strata }) => [
    name,
    ...strata.map(({ session, a, b }) => [
      session,
      a.map(({ run_id }) => run_id).join(" "),
      b.map(({ run_id }) => run_id).join(" "),
    ]),
  ]);

test("pairCases() makes one pair of two single cases, whatever their names", () => {
  const found = pairCases([run("a")], [run("b", { case_id: "etcd nodes=5" })]);
  expect(idsOf(found)).toEqual([["", ["s1", "a", "b"]]]);
  expect(found.unmatched).toEqual([]);
});

test("pairCases() matches cases of two systems by name, and names those of one side", () => {
  const redis = { system: "redis" };
  const found = pairCases(
    [run("a1"), run("a2", { case_id: "etcd nodes=5" })],
    [
      run("b1", { ...redis, case_id: "redis nodes=3" }),
      run("b2", { ...redis, case_id: "redis nodes=7" }),
    ],
  );
  expect(idsOf(found)).toEqual([["nodes=3", ["s1", "a1", "b1"]]]);
  expect(found.unmatched).toEqual(["nodes=5", "nodes=7"]);
});

test("pairCases() keeps equal cases of several experiments apart", () => {
  const other = { experiment: "other" };
  const found = pairCases(
    [run("a1"), run("a2", other)],
    [run("b1"), run("b2", other)],
  );
  expect(idsOf(found)).toEqual([
    ["kv: nodes=3", ["s1", "a1", "b1"]],
    ["other: nodes=3", ["s1", "a2", "b2"]],
  ]);
});

test("pairCases() compares within sessions of both sides, and leaves out the others", () => {
  const found = pairCases(
    [run("a1"), run("a2", { session: "s2" }), run("a3", { session: "s3" })],
    [run("b1"), run("b2", { session: "s2" })],
  );
  expect(idsOf(found)).toEqual([["", ["s1", "a1", "b1"], ["s2", "a2", "b2"]]]);
  expect(found.pairs[0]).toMatchObject({
    apart: false,
    aside: [{ run_id: "a3" }],
  });
});

test("pairCases() says that the sides share no session", () => {
  const found = pairCases([run("a")], [run("b", { session: "s2" })]);
  expect(idsOf(found)).toEqual([["", ["", "a", "b"]]]);
  expect(found.pairs[0]?.apart).toBe(true);
});

test("pairCases() of an empty side has no pair", () => {
  expect(pairCases([run("a")], [])).toEqual({
    pairs: [],
    unmatched: ["nodes=3"],
  });
  expect(pairCases([], []).pairs).toEqual([]);
});

test("pairCases() matches the cases of a setting that differs by design", () => {
  const on = { case_id: "etcd nodes=3 pre_vote=on" };
  const [a, b] = [
    [run("a1"), run("a2", { case_id: "etcd nodes=5" })],
    [
      run("b1", on),
      run("b2", { case_id: "etcd nodes=5 pre_vote=on" }),
    ],
  ];
  expect(pairCases(a, b).pairs).toEqual([]);
  // Recorded as a setting of its system.
  const compared = new Set(["etcd_pre_vote"]);
  expect(idsOf(pairCases(a, b, { compared, pooled: new Set() }))).toEqual([
    ["nodes=3", ["s1", "a1", "b1"]],
    ["nodes=5", ["s1", "a2", "b2"]],
  ]);
});

test("pairCases() pools cases, and exchanges runs within each of them only", () => {
  const of = (name: string, nodes: string, session: string) =>
    run(name, {
      case_id: `etcd nodes=${nodes}`,
      ...{ session, factors: { nodes } },
    });
  const found = pairCases(
    [of("a1", "3", "s1"), of("a2", "5", "s1"), of("a3", "3", "s2")],
    [of("b1", "3", "s1"), of("b2", "5", "s1")],
    { compared: new Set(), pooled: new Set(["nodes"]) },
  );
  expect(idsOf(found)).toEqual([["", ["s1", "a1", "b1"], ["s1", "a2", "b2"]]]);
  expect(found.pairs[0]?.strata.map(({ pooled }) => pooled))
    .toEqual(["nodes=3", "nodes=5"]);
  expect(found.pairs[0]?.aside.map(({ run_id }) => run_id)).toEqual(["a3"]);
});

test("pairCases() exchanges interleaved runs within their block only", () => {
  const of = (name: string, block: string) => run(name, { factors: { block } });
  const found = pairCases(
    [of("a1", "10"), of("a2", "9")],
    [of("b1", "9"), of("b2", "10"), of("b3", "11")],
  );
  expect(
    found.pairs[0]?.strata.map(({ pooled, a, b }) => [
      pooled,
      ...[...a, ...b].map(({ run_id }) => run_id),
    ]),
  ).toEqual([["block 9", "a2", "b1"], ["block 10", "a1", "b2"]]);
});
