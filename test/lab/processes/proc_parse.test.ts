import { expect, test } from "vitest";
import {
  parseDisks,
  parseIo,
  parseLoad,
  parseMemoryUsed,
  parseProcessors,
  parseStat,
  parseStatus,
  parseTraffic,
} from "../../../src/lab/processes/proc_parse.ts";

const folder = new URL("../../testdata/lab/proc/", import.meta.url);
const read = (name: string) => Deno.readTextFileSync(new URL(name, folder));

test("parseStat() finds the fields after a name that contains parentheses and a state", () => {
  expect(parseStat(read("process_stat.txt"))).toEqual({
    state: "S",
    parent: 23636,
    ticks: 0,
    childTicks: 0,
    started: 1414277,
  });
});

test("parseStat() adds user and kernel time: 0.4 s of a program that was busy so long", () => {
  const { ticks } = parseStat(read("busy_stat.txt"));
  expect(ticks).toBe(41 + 1);
});

test("parseStat() throws for a missing field", () => {
  expect(() => parseStat("1 (x) S 1 2")).toThrow(
    "Cannot read stat in /proc as a number is missing",
  );
});

test("parseStatus() converts kibibytes, and returns 0 for a process without memory", () => {
  const text = read("process_status.txt");
  expect(text).toContain("VmRSS:\t    1888 kB\n");
  expect(parseStatus(text)).toEqual({ memory: 1888 * 1024, threads: 1 });
  expect(parseStatus("Name:\tx\nState:\tZ (zombie)\nThreads:\t1\n"))
    .toEqual({ memory: 0, threads: 1 });
});

test("parseIo() returns bytes of storage, not of the calls", () => {
  expect(parseIo(read("process_io.txt"))).toEqual({
    readBytes: 233_472,
    writeBytes: 3_112_960,
    readCalls: 99,
    writeCalls: 28,
  });
});

test("parseProcessors() excludes idle and I/O wait from busy time, and counts guest time once", () => {
  const { busy, total, cores } = parseProcessors(read("stat.txt"));
  expect(cores).toBe(2);
  expect(busy).toBe(419389 + 1101 + 77635 + 0 + 2890 + 1611);
  expect(total - busy).toBe(2315743 + 4159);
  expect(parseProcessors("cpu  10 0 0 90 0 0 0 0 7 0\n").total).toBe(100);
});

test("parseMemoryUsed() excludes caches", () => {
  expect(parseMemoryUsed(read("meminfo.txt")))
    .toBe((24_684_096 - 24_045_808) * 1024);
});

test("parseTraffic() sums interfaces, including loopback", () => {
  expect(parseTraffic(read("net_dev.txt"))).toEqual({
    received: 5_058_511_811 + 1_555_392_345,
    sent: 5_058_511_811 + 5_481_466,
  });
});

test("parseTraffic() parses counters directly after the colon", () => {
  const [head = ""] = read("net_dev.txt").split("    lo:");
  expect(parseTraffic(`${head}eth0:12 1 0 0 0 0 0 0 34 1 0 0 0 0 0 0\n`))
    .toEqual({ received: 12, sent: 34 });
});

test("parseDisks() counts sectors of 512 bytes on disks, not on loops or memory", () => {
  expect(parseDisks(read("diskstats.txt"))).toEqual({
    reads: 786_872,
    readBytes: 25_784_746 * 512,
    writes: 270_300,
    writeBytes: 54_965_752 * 512,
  });
});

test("parseDisks() counts disks with partitions and volumes once", () => {
  const row = (name: string, reads: number) =>
    `   8  0 ${name} ${reads} 0 ${reads * 8} 0 0 0 0 0 0 0 0`;
  const text = [
    row("sda", 10),
    row("sda1", 4),
    row("sda12", 6),
    row("nvme0n1", 100),
    row("nvme0n1p1", 100),
    row("mmcblk0", 1000),
    row("mmcblk0p2", 1000),
    row("dm-0", 9999),
    row("md127", 9999),
    // A whole disk, although its name ends in a digit.
    row("nvme1n1", 10_000),
  ].join("\n") + "\n";
  expect(parseDisks(text).reads).toBe(11_110);
});

test("parseLoad() returns the load over a minute", () => {
  expect(parseLoad(read("loadavg.txt"))).toBe(0.22);
});
