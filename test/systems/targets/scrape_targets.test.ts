import { expect, test } from "vitest";
import { parsePrometheus } from "../../../src/lab/probes/prometheus_text.ts";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import {
  startTargets,
  type TargetShape,
} from "../../../src/systems/targets/scrape_targets.ts";
import { withTempFolder } from "../../testing/records.ts";
import { until } from "../../testing/processes.ts";

const { signal } = new AbortController();

const loadline = { exporter: "loadline", avalanche: "" } as const;
const avalanche = { exporter: "avalanche", avalanche: "" } as const;

const shape: TargetShape = {
  ...{ targets: 3, metrics: 20, series: 5, labels: 10 },
  ...{ value_interval: 5000.5, churn: 0 },
};

/** Serves a page and `/health` at `--port=`; exits with an error if TAKEN is set. */
const standIn = `
const port = Number(Deno.args.find((arg) => arg.startsWith("--port="))?.slice(7));
if (Deno.env.get("TAKEN")) {
  console.error("running avalanche failed listen tcp: address already in use");
  Deno.exit(1);
}
Deno.serve({ hostname: "127.0.0.1", port }, (request) =>
  request.url.endsWith("/health")
    ? Response.json({ status: "pass" })
    : new Response(Deno.args.join(" ")));
`;

/** Runs `act` with a stand-in for Avalanche 0.7.0 first on PATH. */
function withAvalanche(act: () => Promise<void>) {
  return withTempFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/stand_in.ts`, standIn);
    const lines = [
      "#!/bin/sh",
      'case "$1" in',
      "--help) echo '  --gauge-metric-count=500' ;;",
      "--version) echo 'avalanche, version 0.7.0 (branch: HEAD)' ;;",
      `*) exec ${Deno.execPath()} run --no-config -A ${folder}/stand_in.ts "$@" ;;`,
      "esac",
    ];
    const mode = 0o755;
    await Deno.writeTextFile(`${folder}/avalanche`, lines.join("\n"), { mode });
    const path = Deno.env.get("PATH") ?? "";
    Deno.env.set("PATH", `${folder}:${path}`);
    try {
      await act();
    } finally {
      Deno.env.set("PATH", path);
      Deno.env.delete("TAKEN");
    }
  });
}

function fetchPages(addresses: readonly string[]): Promise<string[]> {
  return Promise.all(addresses.map(async (address) => {
    const response = await fetch(`http://${address}/metrics`);
    const text = await response.text();
    // Not compressed.
    expect(response.headers.get("content-length")).toBe(String(text.length));
    return text;
  }));
}

test("startTargets() returns once every target serves its own page", async () => {
  await using processes = await ProcessGroup.create();
  const targets = await startTargets(processes, { ...loadline, shape, signal });
  expect(targets.exporter).toBe("loadline");
  expect(targets.version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(targets.processes).toEqual(processes.processes);
  expect(new Set(targets.addresses).size).toBe(3);
  const pages = await fetchPages(targets.addresses);
  expect(new Set(pages).size).toBe(3);
  for (const page of pages) {
    const { series, rejected } = parsePrometheus(page);
    expect(rejected).toEqual([]);
    expect(series).toHaveLength(20 * 5);
    const named = series.filter(({ name }) => name === targets.metric(19));
    expect(named).toHaveLength(5);
  }
});

test("startTargets() keeps addresses and values when its process restarts", async () => {
  await using processes = await ProcessGroup.create();
  const { addresses, processes: [exporter] } = await startTargets(processes, {
    ...loadline,
    shape,
    signal,
  });
  const before = await fetchPages(addresses);
  await exporter?.kill();
  exporter?.start();
  let after: readonly string[] = [];
  await until("the targets respond again", async () => {
    after = await fetchPages(addresses).catch(() => []);
    return after.length > 0;
  });
  expect(after).toEqual(before);
});

test("startTargets() refuses an invalid shape before it starts anything", async () => {
  await using processes = await ProcessGroup.create();
  const none = { ...shape, targets: 0 };
  await expect(startTargets(processes, { ...loadline, shape: none, signal }))
    .rejects.toThrow(RangeError);
  expect(processes.processes).toEqual([]);
});

test("startTargets() starts one Avalanche per target if requested", () =>
  withAvalanche(async () => {
    await using processes = await ProcessGroup.create();
    const targets = await startTargets(processes, {
      ...avalanche,
      shape: { ...shape, value_interval: 15 },
      signal,
    });
    expect(targets.exporter).toBe("avalanche");
    expect(targets.version).toBe("0.7.0");
    expect(targets.metric(7)).toBe("avalanche_gauge_metric_mmmmm_0_7");
    expect(targets.processes.map(({ name }) => name))
      .toEqual(["targets-0", "targets-1", "targets-2"]);
    const pages = await fetchPages(targets.addresses);
    for (const [index, address] of targets.addresses.entries()) {
      const port = address.split(":")[1];
      expect(pages[index]).toContain(`--port=${port} --gauge-metric-count=20`);
    }
  }));

test("startTargets() reports the log tail of a target that exits", () =>
  withAvalanche(async () => {
    Deno.env.set("TAKEN", "1");
    await using processes = await ProcessGroup.create();
    const whole = { ...shape, value_interval: 15 };
    await expect(
      startTargets(processes, { ...avalanche, shape: whole, signal }),
    )
      .rejects
      .toThrow(/targets-\d has ended: .*address already in use/);
  }));

test("startTargets() stops waiting at its signal", async () => {
  await using processes = await ProcessGroup.create();
  const signal = AbortSignal.abort(new Error("Enough"));
  await expect(startTargets(processes, { ...loadline, shape, signal }))
    .rejects.toThrow("Enough");
});

test("startTargets() refuses a missing Avalanche, and a shape that it does not support", async () => {
  await using processes = await ProcessGroup.create();
  await withTempFolder(async (folder) => {
    const path = Deno.env.get("PATH") ?? "";
    Deno.env.set("PATH", folder);
    try {
      const whole = { ...shape, value_interval: 15 };
      await expect(
        startTargets(processes, { ...avalanche, shape: whole, signal }),
      )
        .rejects.toThrow("Cannot find avalanche as it is not on PATH");
    } finally {
      Deno.env.set("PATH", path);
    }
  });
  await expect(startTargets(processes, { ...avalanche, shape, signal }))
    .rejects.toThrow("Cannot use avalanche as it needs whole seconds");
  expect(processes.processes).toEqual([]);
});
