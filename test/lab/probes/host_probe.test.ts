import { expect, test } from "vitest";
import { HostProbe } from "../../../src/lab/probes/host_probe.ts";
import type { Sample } from "../../../src/record/mod.ts";

function valueOf(samples: readonly Sample[], metric: string): number {
  return samples.find((one) => one.metric === metric)?.value ?? NaN;
}

test("sample() returns levels first, then also rates of the whole machine", async () => {
  const probe = new HostProbe({ run_id: "r" });
  const first = probe.sample();
  expect(first.map(({ metric }) => metric))
    .toEqual(["cores", "load_1m", "memory"]);
  const from = performance.now();
  const traffic = sendOverLoopback(2 ** 22);
  while (performance.now() - from < 200);
  await traffic;
  const second = probe.sample();
  const seconds = (performance.now() - from) / 1000;
  // One core was busy for 0.2 s at least.
  const cpu = valueOf(second, "cpu") * valueOf(second, "cores") * seconds;
  expect(cpu).toBeGreaterThan(0.15);
  expect(valueOf(second, "cpu")).toBeLessThanOrEqual(1);
  expect(valueOf(second, "network_rx_rate") * seconds)
    .toBeGreaterThan(0.9 * 2 ** 22);
  expect(second.map(({ metric, unit }) => `${metric} ${unit}`)).toEqual([
    "cores ",
    "load_1m ",
    "memory B",
    "cpu 1",
    "network_rx_rate B/s",
    "network_tx_rate B/s",
    "disk_read_iops 1/s",
    "disk_write_iops 1/s",
    "disk_read_rate B/s",
    "disk_write_rate B/s",
  ]);
});

async function sendOverLoopback(size: number): Promise<void> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const [from, to] = await Promise.all([
    Deno.connect({ hostname: "127.0.0.1", port: listener.addr.port }),
    listener.accept(),
  ]);
  const sent = new Blob([new Uint8Array(size)]).stream().pipeTo(from.writable);
  let received = 0;
  for await (const chunk of to.readable) received += chunk.length;
  await sent;
  listener.close();
  expect(received).toBe(size);
}
