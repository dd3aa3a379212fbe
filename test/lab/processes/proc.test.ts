import { expect, test } from "vitest";
import {
  procUnavailableReason,
  readHost,
  readProcess,
  readProgramName,
} from "../../../src/lab/processes/proc.ts";
import { needsPs } from "../../testing/programs.ts";

/** Reads this process by ourselves and by `ps`, again if one of its threads came or went meanwhile. */
async function readTwice() {
  for (;;) {
    const reading = readProcess(Deno.pid);
    const { stdout } = await new Deno.Command("ps", {
      args: ["-o", "rss=,nlwp=", "-p", String(Deno.pid)],
    }).output();
    if (readProcess(Deno.pid)?.threads !== reading?.threads) continue;
    const [rss = NaN, threads] = new TextDecoder().decode(stdout).trim()
      .split(/\s+/).map(Number);
    return { reading, rss, threads };
  }
}

test.skipIf(needsPs.missing)(
  `readProcess() agrees with ps ${needsPs.name}`,
  async () => {
    const { reading, rss, threads } = await readTwice();
    expect(reading?.threads).toBe(threads);
    expect(reading?.memory ?? NaN).toBeGreaterThan(0.8 * rss * 1024);
    expect(reading?.memory ?? NaN).toBeLessThan(1.2 * rss * 1024);
  },
);

test("readProcess() counts open files", async () => {
  const count = () => readProcess(Deno.pid)?.openFiles ?? 0;
  let [before, during, after] = [0, 0, NaN];
  // Again if others were closed meanwhile, as those of a program that has just ended.
  while (before !== after) {
    before = count();
    const files = await Promise.all(
      Array.from({ length: 7 }, () => Deno.open("/dev/null")),
    );
    during = count();
    files.forEach((file) => file.close());
    after = count();
  }
  expect(during).toBe(before + 7);
});

test("readProcess() returns null for a process that has ended", async () => {
  const child = new Deno.Command("true").spawn();
  await child.status;
  expect(readProcess(child.pid)).toBeNull();
  expect(readProgramName(child.pid)).toBe("");
});

test("readProgramName() returns the name of the program", () => {
  expect(readProgramName(Deno.pid)).toBe("deno");
});

test("readHost() agrees with Deno's values for the machine", () => {
  let [one] = Deno.loadavg();
  let host = readHost();
  // The kernel computes it anew every few seconds.
  while (one !== Deno.loadavg()[0]) {
    [[one], host] = [Deno.loadavg(), readHost()];
  }
  const { processors, memory, load } = host;
  const { total, available } = Deno.systemMemoryInfo();
  expect(processors.cores).toBe(navigator.hardwareConcurrency);
  expect(Math.abs(memory - (total - available))).toBeLessThan(0.05 * total);
  expect(load).toBeCloseTo(one ?? NaN, 1);
});

test("procUnavailableReason() is empty if /proc can be read", () => {
  expect(procUnavailableReason()).toBe("");
});
