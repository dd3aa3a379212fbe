import { expect, test } from "vitest";
import { ProcessGroup } from "../../../../src/lab/processes/process_group.ts";
import { programs } from "../../../../src/systems/kubernetes/control_plane/programs.ts";
import { kubernetes } from "../../../../src/systems/kubernetes/kubernetes.ts";
import { withPlatformRun } from "../../../testing/platform_trials.ts";
import { until } from "../../../testing/processes.ts";
import { needsKubernetes } from "../../../testing/programs.ts";

const testReal = test.skipIf(needsKubernetes.missing);
const needs = needsKubernetes.name;

testReal(
  `a control plane with simulated nodes does each thing that it is asked for ${needs}`,
  () =>
    withPlatformRun("platform-smoke/quick", {
      ...{ system: kubernetes, set: { push_timeout: 60 } },
    }, async ({ run, summary, lines }) => {
      expect([run.status, run.mode, summary]).toEqual([
        ...["ok", "real", expect.stringMatching(/100 % of pushes ok/)],
      ]);
      expect(run.system_version).toMatch(/^v\d+\.\d+\.\d+/);
      const outcomes = await lines(
        "SELECT kind, outcome, CAST(count(*) AS INTEGER) FROM operations WHERE kind <> 'api_call' GROUP BY ALL ORDER BY ALL",
      );
      expect(outcomes).toEqual([
        ...["lrp ok 10", "pod_start ok 10", "push ok 4", "remove ok 4"],
        ...["scale ok 2", "start ok 4", "task ok 3"],
      ]);
      const sources = await lines(
        "SELECT DISTINCT source FROM samples WHERE metric = 'memory' ORDER BY source",
      );
      expect(sources).toEqual(
        [...Object.keys(programs), "host", "runner"].toSorted(),
      );
    }),
);

testReal(
  `a node dies, and what ran there runs on the other ${needs}`,
  async () => {
    const fast = { grace_period: "15s", toleration: "1s", eviction_rate: "10" };
    const short = { fill: 0.02, soak: 1, settle: 30, limit: 60, cells: 2 };
    await withPlatformRun("platform-recovery/quick", {
      ...{ system: kubernetes, parameters: fast },
      set: { ...short, kill_share: 0.5 },
    }, async ({ run, lines }) => {
      expect(run.status).toBe("ok");
      const recovered = await lines(
        "SELECT DISTINCT outcome FROM operations WHERE kind = 'recover'",
      );
      expect(recovered).toEqual(["ok"]);
      const told = await lines(
        "SELECT DISTINCT detail FROM events WHERE kind = 'note' AND subject LIKE 'cell-%' ORDER BY detail",
      );
      expect(told).toEqual(["alive", "dead", "missing", "present"]);
    });
  },
  300_000,
);

testReal(
  `etcd is killed: what is asked meanwhile fails, and works once it is back ${needs}`,
  async () => {
    const { signal } = new AbortController();
    await using processes = await ProcessGroup.create();
    await using platform = await kubernetes.start({
      ...{ cells: 1, cellMemory: 2 ** 35, cellDisk: 2 ** 37, seed: 1 },
      ...{ startedAt: Date.now(), logs: false, settings: {} },
      ...{ processes, signal },
    });
    const states: string[] = [];
    using _ = platform.watch?.((event) => {
      if (event.kind === "store") states.push(event.state);
    });
    const run = async () =>
      (await platform.runTasks?.(1, { timeout: 3, signal }))?.[0]?.outcome;
    await until("a task runs", async () => await run() === "ok");
    await platform.cutStore?.("total", 5);
    expect(await run()).not.toBe("ok");
    await until("etcd is back", () => states.length === 2);
    expect(states).toEqual(["cut", "reached"]);
    await until("a task runs again", async () => await run() === "ok");
  },
  300_000,
);
