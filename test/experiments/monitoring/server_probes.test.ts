import { expect, test } from "vitest";
import { watchServer } from "../../../src/experiments/monitoring/server_probes.ts";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import type { Event, Sample } from "../../../src/record/mod.ts";
import { toPrometheusApi } from "../../../src/systems/prometheus/prometheus_api.ts";
import { until } from "../../lab/_until.ts";

/** Watches a process that stands for a server with its data in a folder, until a condition holds. */
async function watch(
  processes: ProcessGroup,
  data: string,
  isDone: (samples: readonly Sample[], warnings: readonly string[]) => boolean,
) {
  const samples: Sample[] = [];
  const events: Event[] = [];
  const warnings: string[] = [];
  const process = processes.spawn("server", ["sleep", "100"]);
  const url = "http://127.0.0.1:9";
  await using _ = watchServer({
    server: {
      ...{ version: "0", url, process, data, flags: {}, scraped: 0 },
      api: toPrometheusApi(url),
    },
    targets: {
      ...{ addresses: [], processes: [process], exporter: "loadline" },
      ...{ version: "0", metric: String },
    },
    run_id: "r",
    receivers: {
      onSamples: (rows) => void samples.push(...rows),
      onEvents: (rows) => void events.push(...rows),
      onWarning: (code, message) => void warnings.push(`${code}: ${message}`),
    },
  });
  await until(() => isDone(samples, warnings));
  return { samples, events, warnings };
}

test("watchServer() samples server, targets, machine, the data folder and the free space on its disk", async () => {
  await using processes = await ProcessGroup.create();
  const data = `${processes.folder}/data`;
  await Deno.mkdir(`${data}/wal`, { recursive: true });
  await Deno.writeFile(`${data}/wal/0`, new Uint8Array(12_345));
  const has = (samples: readonly Sample[], source: string, metric: string) =>
    samples.find((one) => one.source === source && one.metric === metric);
  const { samples, events } = await watch(
    processes,
    data,
    (samples) =>
      ["prometheus", "targets"].every((name) => has(samples, name, "cpu")) &&
      has(samples, "host", "cpu") !== undefined &&
      has(samples, "prometheus", "storage") !== undefined,
  );
  expect(has(samples, "prometheus", "storage")).toMatchObject({
    ...{ unit: "B", value: 12_345 },
  });
  const df = await new Deno.Command("df", {
    args: ["--output=avail", "--block-size=1", data],
  }).output();
  const free = Number(new TextDecoder().decode(df.stdout).split("\n")[1]);
  const { value = 0 } = has(samples, "prometheus", "storage_free") ?? {};
  // Other programs write to the disk meanwhile.
  expect(Math.abs(value / free - 1)).toBeLessThan(0.05);
  expect(events).toEqual([]);
});

test("watchServer() warns of an unreadable data folder, and continues", async () => {
  await using processes = await ProcessGroup.create();
  const { warnings } = await watch(
    processes,
    `${processes.folder}/gone`,
    (samples, warnings) =>
      warnings.length > 0 && samples.some(({ source }) => source === "host"),
  );
  expect(warnings[0]).toMatch(
    /^probe-failed: the data folder could not be looked at: .*ENOENT/,
  );
});
