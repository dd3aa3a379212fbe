import { expect, test } from "vitest";
import { FarProbe } from "../../../src/lab/probes/far_probe.ts";
import type { FarReading } from "../../../src/lab/processes/node_process.ts";
import type { Sample } from "../../../src/record/mod.ts";
import { sleep, until } from "../_until.ts";

function toReading(cpu: number, program = "node"): FarReading {
  return {
    ...{ pid: 7, program },
    reading: {
      ...{ cpu, memory: 4096, threads: 2, openFiles: null, started: 1 },
      io: { readBytes: 0, writeBytes: 100 * cpu, readCalls: 0, writeCalls: 0 },
    },
  };
}

/** A machine that gives these readings, one after the other; an Error is thrown. */
function toMachine(readings: readonly (FarReading | null | Error)[]) {
  let next = 0;
  return {
    ...{ host: "web-1", system: "Linux", cores: 2, memory: 0 },
    async read() {
      await sleep(20);
      const reading = readings[next++] ?? null;
      if (reading instanceof Error) throw reading;
      return reading;
    },
    measureClock: () => Promise.resolve({ offset: -0.25, bound: 0.01 }),
  };
}

test("FarProbe samples levels, then rates by the middle of the round trips, and the clock at first", async () => {
  const samples: Sample[] = [];
  const warnings: string[] = [];
  const nodes = [{
    name: "node-0",
    far: toMachine([toReading(1), null, toReading(1.5), new Error("cut")]),
  }];
  {
    await using probe = new FarProbe({
      run_id: "r",
      onSamples: (rows) => samples.push(...rows),
      onWarning: (code, message) => warnings.push(`${code}: ${message}`),
    });
    probe.sample(nodes);
    // In flight, so that it is not asked again.
    probe.sample(nodes);
    await until(() => samples.some(({ metric }) => metric === "clock_bound"));
    expect(
      samples.map(({ metric, unit, value }) => `${metric} ${value} ${unit}`),
    )
      .toEqual([
        ...["memory 4096 B", "threads 2 ", "clock_offset -0.25 s"],
        "clock_bound 0.01 s",
      ]);
    await sleep(30);
    probe.sample(nodes);
    await sleep(60);
    probe.sample(nodes);
    await until(() => samples.some(({ metric }) => metric === "cpu"));
    const [first] = samples;
    const cpu = samples.find(({ metric }) => metric === "cpu");
    const seconds = (Date.parse(cpu?.at ?? "") - Date.parse(first?.at ?? "")) /
      1000;
    // Times of samples have whole milliseconds.
    expect(cpu?.value).toBeGreaterThan(0.5 / (seconds + 0.002));
    expect(cpu?.value).toBeLessThan(0.5 / (seconds - 0.002));
    expect(warnings).toEqual([]);
    await sleep(30);
    probe.sample(nodes);
    await until(() => warnings.length > 0);
  }
  expect(warnings).toEqual(["probe-failed: node-0 could not be sampled: cut"]);
  expect(samples.filter(({ metric }) => metric === "clock_offset"))
    .toHaveLength(1);
});
