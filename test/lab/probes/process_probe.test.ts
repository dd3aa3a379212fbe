import { statfsSync } from "node:fs";
import { expect, test } from "vitest";
import { ProcessProbe } from "../../../src/lab/probes/process_probe.ts";
import type { Sample } from "../../../src/record/mod.ts";
import { whileQuiet } from "../../testing/quiet.ts";
import { withTempFolder } from "../../testing/records.ts";

/** Executes commands from stdin, one per line, and responds with the processor time used. */
const worker = `
import { cpuUsage } from "node:process";
const used = () => { const { user, system } = cpuUsage(); return (user + system) / 1e6; };
for await (const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
  const [what, amount, path] = text.trim().split(" ");
  const from = used();
  if (what === "burn") while (used() - from < Number(amount));
  if (what === "write") {
    const file = Deno.openSync(path, { write: true, create: true });
    for (let i = 0; i < Number(amount); i++) file.writeSync(new Uint8Array(2 ** 20));
    file.close();
  }
  console.log(used() - from);
}`;

function startWorker() {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", worker],
    stdin: "piped",
    stdout: "piped",
    env: { NO_COLOR: "1" },
  }).spawn();
  const input = child.stdin.getWriter();
  const output = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  return {
    pid: child.pid,
    async run(line: string): Promise<number> {
      await input.write(new TextEncoder().encode(`${line}\n`));
      return Number((await output.read()).value);
    },
    async [Symbol.asyncDispose]() {
      await input.close();
      while (!(await output.read()).done);
      await child.status;
    },
  };
}

function toProbe() {
  const warnings: string[] = [];
  const probe = new ProcessProbe({
    run_id: "r",
    onWarning: (code, message) => warnings.push(`${code}: ${message}`),
  });
  return { probe, warnings };
}

function valueOf(samples: readonly Sample[], metric: string): number {
  return samples.find((one) => one.metric === metric)?.value ?? NaN;
}

test("sample() returns levels first, then rates that agree with the process's own count", async () => {
  await using child = startWorker();
  await child.run("burn 0.01");
  const { probe, warnings } = toProbe();
  const nodes = [{ name: "node-0", pid: child.pid }];
  // The probe read its counters at some moment of each call, so that its interval lies between these two.
  const before = performance.now();
  const first = await probe.sample(nodes);
  const from = performance.now();
  const burnt = await child.run("burn 0.5");
  const to = performance.now();
  const second = await probe.sample(nodes);
  const longest = (performance.now() - before) / 1000;
  const shortest = (to - from) / 1000;
  expect(first.map(({ metric }) => metric))
    .toEqual(["memory", "threads", "open_files"]);
  expect(second.map(({ metric, unit }) => `${metric} ${unit}`)).toEqual([
    "memory B",
    "threads ",
    "open_files ",
    "cpu 1",
    "read_rate B/s",
    "write_rate B/s",
    "read_calls_rate 1/s",
    "write_calls_rate 1/s",
  ]);
  const seen = valueOf(second, "cpu");
  expect(burnt).toBeGreaterThan(0.49);
  expect(seen * longest).toBeGreaterThan(0.8 * burnt);
  expect(seen * shortest).toBeLessThan(1.2 * burnt);
  expect(second.every(({ source }) => source === "node-0")).toBe(true);
  expect(warnings).toEqual([]);
});

/** Type of an in-memory file system, which writes nothing to storage. */
const TMPFS = 0x01021994;

test.skipIf(statfsSync("/tmp").type === TMPFS)(
  "sample() returns rates of written bytes and write calls",
  () =>
    whileQuiet(50, () =>
      withTempFolder(async (folder) => {
        await using child = startWorker();
        const { probe } = toProbe();
        const nodes = [{ name: "node-0", pid: child.pid }];
        await child.run("burn 0.01");
        const before = performance.now();
        await probe.sample(nodes);
        const from = performance.now();
        await child.run(`write 8 ${folder}/file`);
        const to = performance.now();
        const samples = await probe.sample(nodes);
        // The probe read its counters at some moment of each call, so that its interval lies between these two.
        const longest = (performance.now() - before) / 1000;
        const shortest = (to - from) / 1000;
        const rate = valueOf(samples, "write_rate") / 2 ** 23;
        expect(rate * longest).toBeGreaterThan(0.95);
        expect(rate * shortest).toBeLessThan(1.1);
        const calls = valueOf(samples, "write_calls_rate");
        expect(calls * longest).toBeGreaterThan(8 * 0.95);
        expect(calls * shortest).toBeLessThan(40);
      })),
);

test("sample() returns no rates for a new process of a node, and nothing for one that ended", async () => {
  await using one = startWorker();
  const { probe } = toProbe();
  await probe.sample([{ name: "node-0", pid: one.pid }]);
  const child = new Deno.Command("sleep", { args: ["30"] }).spawn();
  const after = await probe.sample([{ name: "node-0", pid: child.pid }]);
  child.kill("SIGKILL");
  await child.status;
  const gone = await probe.sample([{ name: "node-0", pid: child.pid }]);
  expect(after.map(({ metric }) => metric)).not.toContain("cpu");
  expect(valueOf(after, "threads")).toBe(1);
  expect(gone).toEqual([]);
});

test("sample() skips a shell, which is not a node's program, and warns once", async () => {
  const child = new Deno.Command("sh", {
    args: ["-c", "read x"],
    stdin: "piped",
  })
    .spawn();
  const { probe, warnings } = toProbe();
  const samples: Sample[] = [];
  for (let i = 0; i < 5; i++) {
    samples.push(...await probe.sample([{ name: "node-0", pid: child.pid }]));
  }
  await child.stdin.close();
  await child.status;
  expect(samples).toEqual([]);
  expect(warnings).toEqual([
    "probe-wrapper: node-0 is a shell, so its figures are left out: start its program with exec",
  ]);
});
