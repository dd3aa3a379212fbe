import { expect, test } from "vitest";
import { describeReality } from "../../../src/analysis/control_plane/control_plane_reality.ts";
import type { RunStatus } from "../../../src/record/mod.ts";

const describe = (
  systems: readonly string[],
  status: RunStatus = "ok",
) => describeReality(systems.map((system) => ({ system, status }))).markdown;

test("describeReality() of stores says that no component of a whole control plane is there", () => {
  const text = describe(["etcd", "sqlite", "etcd"]);
  expect(text).toContain(
    "Ours: the schema and the loops. No component of Diego or Kubernetes is here.",
  );
  expect(text).toContain("JSON gateway");
  expect(text).toContain("SQLite is in a process of ours");
  expect(text).not.toContain("MariaDB");
  expect(text).not.toContain("kwok");
  expect(text).not.toContain("LRPs seeded");
});

test("describeReality() names the components of those that have records, and those that are not there", () => {
  const one = describe(["postgresql", "diego"]);
  expect(one).toContain("Of Diego: BBS, Locket and auctioneer too.");
  expect(one).toContain(
    "Ours: the schema of what is a store alone, and the loops. No component of Kubernetes is here.",
  );
  const both = describe(["diego", "kubernetes"]);
  expect(both).toContain("Of Kubernetes: API server,");
  expect(both).toContain("Those of Kubernetes are kwok");
  expect(both).not.toContain("No component");
  expect(both).toContain("LRPs seeded a second of Diego and Kubernetes are");
});

test("describeReality() does not count a system whose runs do not count", () => {
  expect(describe(["diego"], "skipped")).toContain(
    "No component of Diego or Kubernetes is here.",
  );
});
