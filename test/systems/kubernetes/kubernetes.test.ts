import { expect, test } from "vitest";
import { UsageError } from "../../../src/record/mod.ts";
import { requireAllowedClusters } from "../../../src/systems/kubernetes/allowed_clusters.ts";
import { kubernetes } from "../../../src/systems/kubernetes/kubernetes.ts";
import type { PlatformEvent } from "../../../src/systems/platform/platform.ts";
import { withPlatformRun } from "../../testing/platform_trials.ts";
import { until } from "../../testing/processes.ts";
import { whileQuiet } from "../../testing/quiet.ts";
import { withTempFolder } from "../../testing/records.ts";
import { requireSound, RUN_STALL_MS } from "../../testing/sound_runs.ts";
import { startFakeCluster } from "./_fake_cluster.ts";
import {
  hello,
  withCluster,
  within,
  writeKubeconfig,
} from "./_with_cluster.ts";

/** States of an instance in order, with its cell and reason. */
function coursesOf(events: readonly PlatformEvent[], index: number): string[] {
  return events.flatMap((event) =>
    event.kind === "instance" && event.index === index
      ? [[event.state, event.cell, event.reason].join(" ").trim()]
      : []
  );
}

test("kubernetes (stand-in): pushes, lists, scales and removes an application, and leaves nothing there", async () => {
  let namespaces: readonly string[] = [];
  let requests: readonly string[] = [];
  await withCluster(async (platform, cluster, events) => {
    ({ requests } = cluster);
    expect(platform.version).toBe("v1.99.0");
    namespaces = cluster.names("namespaces");
    expect(namespaces).toEqual([expect.stringMatching(/^loadline-\w+$/)]);
    const { guid, push, start } = await platform.push(hello, within(20));
    expect(guid).toBe(`${namespaces[0]}/hello-0`);
    for (const phase of [push, start]) {
      expect(phase).toMatchObject({ outcome: "ok", code: "", attempts: 1 });
    }
    expect(start.startedAt).toBeGreaterThanOrEqual(
      (push.startedAt ?? 0) + (push.duration ?? 0) * 1000 - 1,
    );
    expect(await platform.instances()).toMatchObject([
      { app: "hello-0", index: 0, state: "running" },
      { app: "hello-0", index: 1, state: "running" },
    ]);
    // Desired since the push began, then on a node, then running.
    expect(coursesOf(events, 0)).toEqual([
      "unclaimed  desired",
      expect.stringMatching(/^claimed node-\d$/),
      expect.stringMatching(/^running node-\d$/),
    ]);
    const scaled = await platform.scale?.("hello-0", 4, within(20));
    expect(scaled?.outcome).toBe("ok");
    expect(await platform.instances()).toHaveLength(4);
    const back = await platform.scale?.("hello-0", 1, within(20));
    expect(back?.outcome).toBe("ok");
    expect(await platform.instances()).toMatchObject([{ index: 0 }]);
    const removed = await platform.remove?.("hello-0", within(20));
    expect(removed?.outcome).toBe("ok");
    expect(cluster.names("pods")).toEqual([]);
    expect(await platform.instances()).toEqual([]);
  });
  expect(requests.at(-1)).toBe(`DELETE /api/v1/namespaces/${namespaces[0]}`);
});

test("kubernetes (stand-in): keep=yes leaves the namespace there", async () => {
  let requests: readonly string[] = [];
  await withCluster((_, cluster) => {
    ({ requests } = cluster);
    return Promise.resolve();
  }, { keep: "yes" });
  expect(requests.some((text) => text.startsWith("DELETE"))).toBe(false);
});

test.each(
  [
    ["429", "rejected", "too-many-requests"],
    ["500", "failed", "http-500"],
    ["409", "failed", "already-exists"],
    ["html", "failed", "rubbish"],
    ["hang", "timeout", "timeout"],
  ] as const,
)(
  "kubernetes (stand-in): a push that is answered with '%s' ends as %s, %s, and is made once",
  (what, outcome, code) =>
    withCluster(async (platform, cluster, events) => {
      cluster.behave("POST /apis/apps", what);
      const { push, start, guid } = await platform.push(
        hello,
        // Also where it hangs, it must have been sent.
        within(what === "hang" ? 3 : 20),
      );
      expect(push).toMatchObject({ outcome, code, attempts: 1 });
      expect(push.error).not.toBe("");
      expect([guid, start.outcome, start.startedAt]).toEqual([
        ...["", "cancelled", null],
      ]);
      expect(coursesOf(events, 0)).toEqual([]);
      expect(await platform.instances()).toEqual([]);
      const posts = cluster.requests.filter((text) =>
        text.startsWith("POST /apis/apps")
      );
      expect(posts).toHaveLength(1);
    }),
);

test("kubernetes (stand-in): what finds no node says why when its time is over", () =>
  withCluster(async (platform, cluster) => {
    cluster.fill();
    const { push, start } = await platform.push(hello, within(3));
    expect(push.outcome).toBe("ok");
    expect(start).toMatchObject({
      ...{ outcome: "timeout", code: "unschedulable" },
      error:
        "0 of 2 instances of hello-0 ran after 3 s: 0/2 nodes are available: 2 Insufficient memory.",
    });
  }));

test("kubernetes (stand-in): a push that is cancelled ends at once, and one that has not begun never begins", () =>
  withCluster(async (platform, cluster) => {
    cluster.fill();
    const stop = new AbortController();
    const pushing = platform.push(hello, within(600, stop.signal));
    await until("the push waits", () => cluster.names("pods").length === 2);
    stop.abort();
    expect((await pushing).start.outcome).toBe("cancelled");
    const next = await platform.push(
      { ...hello, name: "next" },
      within(600, stop.signal),
    );
    expect(next.push).toMatchObject({ outcome: "cancelled", startedAt: null });
  }));

test.each([[false], [true]])(
  "kubernetes (stand-in): watches that end go on, also where they are too old: %s",
  (expire) =>
    withCluster(async (platform, cluster) => {
      await platform.push(hello, within(20));
      cluster.dropWatches({ expire });
      // There is no watch to tell of it.
      cluster.remove("pods", cluster.names("pods")[0] ?? "");
      const { start } = await platform.push(
        { ...hello, name: "next" },
        within(20),
      );
      expect(start.outcome).toBe("ok");
      const states = (await platform.instances()).map(({ state }) => state);
      expect(states.toSorted()).toEqual([
        ...["running", "running", "running", "unclaimed"],
      ]);
    }),
);

test("kubernetes (stand-in): an instance of a node that is lost has no cell, and the pod that follows takes its place", () =>
  withCluster(async (platform, cluster, events) => {
    await platform.push(hello, within(20));
    const [first] = await platform.instances();
    const node = first?.cell ?? "";
    cluster.loseNode(node);
    cluster.evict(node);
    await until(
      "both run again",
      async () =>
        (await platform.instances()).every(({ state }) =>
          state === "running"
        ) &&
        coursesOf(events, 0).length >= 6,
    );
    expect(coursesOf(events, 0)).toEqual([
      "unclaimed  desired",
      ...[`claimed ${node}`, `running ${node}`],
      "unclaimed  cell-lost",
      expect.stringMatching(/^claimed node-\d$/),
      expect.stringMatching(/^running node-\d$/),
    ]);
    expect(await platform.instances()).toHaveLength(2);
  }));

test("kubernetes (stand-in): an application that crashes has started once each instance has run", () =>
  withCluster(async (platform, cluster, events) => {
    const crashing = { ...hello, instances: 1, crashAfter: 30 };
    const { start } = await platform.push(crashing, within(20));
    expect(start.outcome).toBe("ok");
    cluster.crash(cluster.names("pods")[0] ?? "");
    await until(
      "the crash is told",
      () => coursesOf(events, 0).at(-1)?.startsWith("crashed") === true,
    );
  }));

test("kubernetes (stand-in): tasks run once, and are removed", () =>
  withCluster(async (platform, cluster) => {
    const tasks = await platform.runTasks?.(3, within(20)) ?? [];
    expect(tasks).toHaveLength(3);
    for (const { outcome, created, completed, cell } of tasks) {
      expect(outcome).toBe("ok");
      expect(cell).toMatch(/^node-\d$/);
      expect(completed).toBeGreaterThanOrEqual(created ?? Infinity);
    }
    await until("they are removed", () => cluster.names("jobs").length === 0);
    cluster.behave("POST /apis/batch", "429");
    const [refused] = await platform.runTasks?.(1, within(20)) ?? [];
    expect(refused).toMatchObject({
      ...{ outcome: "rejected", code: "too-many-requests" },
      ...{ created: null, completed: null },
    });
    cluster.behave("POST /apis/batch", null);
    cluster.fill();
    const [late] = await platform.runTasks?.(1, within(3)) ?? [];
    expect(late).toMatchObject({ outcome: "timeout", completed: null });
    expect(late?.created).toBeGreaterThan(0);
  }));

test("kubernetes (stand-in): tells each call of the API, those of the start as well, and each start of a pod", () =>
  withCluster(async (platform, cluster, events) => {
    await platform.push(hello, within(20));
    cluster.behave("DELETE", "500");
    await platform.remove?.("hello-0", within(20));
    const measured = events.flatMap((event) =>
      event.kind === "measured" ? [event] : []
    );
    const calls = measured.filter(({ operation }) => operation === "api_call");
    expect(calls.map(({ subject, outcome }) => `${subject} ${outcome}`))
      .toEqual([
        "get version ok",
        "create namespaces ok",
        ...["list pods ok", "list jobs ok"].map((text) =>
          expect.stringMatching(
            new RegExp(text.replace(/pods|jobs/, "(pods|jobs)")),
          )
        ),
        "create deployments ok",
        "delete deployments failed",
      ]);
    const starts = measured.filter(({ operation }) =>
      operation === "pod_start"
    );
    expect(starts).toHaveLength(2);
    for (const { seconds, outcome } of starts) {
      expect([outcome, (seconds ?? -1) >= 0]).toEqual(["ok", true]);
    }
  }));

test("platform-smoke/quick on a cluster (stand-in) does each thing that is asked of it, and records no token", () =>
  whileQuiet(RUN_STALL_MS, () => withTempFolder(smokeOnStandIn)));

async function smokeOnStandIn(folder: string): Promise<void> {
  await using cluster = startFakeCluster();
  const kubeconfig = await writeKubeconfig(folder, cluster.access);
  await withPlatformRun("platform-smoke/quick", {
    ...{ system: kubernetes, settings: { kubeconfig } },
  }, async ({ run, summary, lines }) => {
    requireSound(run);
    expect(run.mode).toBe("real");
    expect(summary).toMatch(/100 % of pushes ok.*100 % of tasks ok/);
    const outcomes = await lines(
      "SELECT kind, outcome, CAST(count(*) AS INTEGER) FROM operations WHERE kind NOT IN ('api_call', 'pod_start') GROUP BY ALL ORDER BY ALL",
    );
    expect(outcomes).toEqual([
      ...["lrp ok 10", "push ok 4", "remove ok 4", "scale ok 2"],
      ...["start ok 4", "task ok 3"],
    ]);
    const [found] = await lines(
      "SELECT CAST(count(*) AS INTEGER) FROM events WHERE contains(detail, 'secret-token') OR contains(CAST(data AS VARCHAR), 'secret-token')",
    );
    expect(found).toBe("0");
    expect(JSON.stringify(run)).not.toContain("secret-token");
  });
}

test("platform-recovery/quick is refused on a cluster of somebody else, whose nodes are not destroyed", () =>
  withTempFolder(async (folder) => {
    await using cluster = startFakeCluster();
    const kubeconfig = await writeKubeconfig(folder, cluster.access);
    await withPlatformRun("platform-recovery/quick", {
      ...{ system: kubernetes, settings: { kubeconfig } },
    }, ({ run }) => {
      expect(run.status).toBe("skipped");
      expect(JSON.stringify(run)).toContain(
        "kubernetes cannot have its cells destroyed and restored here",
      );
      return Promise.resolve();
    });
    expect(cluster.requests.some((text) => text.includes("deployments")))
      .toBe(false);
  }));

test("requireAllowedClusters() asks before anything is sent, also to this machine", () =>
  withTempFolder(async (folder) => {
    const kubeconfig = await writeKubeconfig(folder, {
      ...{ server: "https://cluster.example:6443", token: "t" },
    });
    const chosen = [{ system: kubernetes, settings: { kubeconfig } }];
    const act = (allowed: readonly string[]) => () =>
      requireAllowedClusters(chosen, allowed);
    expect(act(["127.0.0.1"])).toThrow(UsageError);
    expect(act([])).toThrow(
      "Cannot use the cluster of context here unasked as a namespace with applications is made there: if you may, use --allow-remote cluster.example",
    );
    expect(act(["cluster.example"])).not.toThrow();
    // A control plane of ours needs no word.
    requireAllowedClusters([{ system: kubernetes, settings: {} }], []);
  }));

test.each([
  [{ keep: "perhaps" }, /Cannot set keep as it must be yes or no/],
  [{ grace_period: "0s" }, /grace_period/],
  [{ kubeconfig: "/no/such/file" }, /Cannot use kubeconfig=\/no\/such\/file/],
])("kubernetes refuses the settings %j", (settings, message) => {
  expect(() => kubernetes.sizes(settings)).toThrow(UsageError);
  expect(() => kubernetes.sizes(settings)).toThrow(message);
});
