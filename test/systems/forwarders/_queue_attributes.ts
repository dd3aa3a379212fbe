/** The tests that every forwarder with a broker must pass, on the real programs with a few thousand lines. */
import { expect, test } from "vitest";
import type { ManagedProcess } from "../../../src/lab/processes/managed_process.ts";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import type {
  Forwarder,
  ForwarderSystem,
  Forwarding,
} from "../../../src/systems/forwarders/forwarder.ts";
import type { JavaTool } from "../../../src/lab/system/system_under_test.ts";
import { findJava } from "../../../src/systems/support/java.ts";
import { sleep } from "../../lab/_until.ts";
import { openSinks, TestSender, type TestSink, toNumber } from "./_lines.ts";

const LINES = 20_000;
const TIMEOUT_MS = 400_000;
const MAX_WAIT_MS = 120_000;

/** Large enough for all lines. */
const CAP_BYTES = 64 * 1024 ** 2;

export interface QueueAttributesOptions {
  readonly settings: Readonly<Record<string, string>>;
  /** Why it cannot run here, with the remedy; empty if it can. */
  readonly missing: string;
  /** Lines that are more than `smallCap` holds, and that cap in bytes. */
  readonly tooMany: number;
  readonly smallCap: number;
  /** Lines to send at once, far fewer than `smallCap` holds. */
  readonly batch: number;
  /** Share of the lines by which its count of dropped ones may be wrong. */
  readonly inexact: number;
  /** Share of `smallCap` that its files may take above it: one that is written ends when it is full. */
  readonly overshoot: number;
}

/** Returns why the jars of a tool are missing, with the remedy; empty if they are there. */
export function missingJars(tool: JavaTool): string {
  try {
    findJava(tool, "");
    return "";
  } catch (error) {
    return String(error);
  }
}

export function testQueueAttributes(
  system: ForwarderSystem,
  options: QueueAttributesOptions,
): void {
  const { settings, missing, tooMany, smallCap, batch } = options;
  const { inexact, overshoot } = options;
  const check = (
    title: string,
    forwarding: Partial<Omit<Forwarding, "sinks">> & { readonly sinks: number },
    act: (started: Started) => Promise<void>,
  ) => {
    const name = missing === "" ? title : `${title} (skipped: ${missing})`;
    test.skipIf(missing !== "")(name, { timeout: TIMEOUT_MS }, async () => {
      await using processes = await ProcessGroup.create();
      using opened = await openSinks(forwarding.sinks);
      const forwarder = await system.start({
        name: "forwarder",
        forwarding: {
          ...{ topology: "fan-out", bufferCap: CAP_BYTES, atCap: "drop" },
          ...forwarding,
          sinks: opened.sinks.map(({ endpoint }) => endpoint),
        },
        ...{ settings, processes, wrapper: [] },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const [input] = forwarder.inputs;
      if (!input) throw new Error("no input");
      using sender = await TestSender.connect(input);
      await act({ forwarder, sender, sinks: opened.sinks });
    });
  };

  check(
    "every line reaches three sinks, once and in order",
    { sinks: 3 },
    async (
      { forwarder, sender, sinks },
    ) => {
      await sender.send(LINES);
      await until(() => sinks.every(({ lines }) => lines.length >= LINES));
      const numbers = Array.from({ length: LINES }, (_, number) => number);
      for (const { lines } of sinks) {
        expect(lines.map(toNumber)).toEqual(numbers);
      }
      expect(forwarder.version).toMatch(/^\d+\.\d+/);
      expect(forwarder.main?.pid).toBeGreaterThan(0);
      const text = JSON.stringify(forwarder.configuration);
      expect(text).toContain("{folder}");
      expect(text).not.toContain(forwarder.spool);
      await until(async () => {
        const counters = await forwarder.counters?.();
        return counters?.sinks.every(({ queued, sent }) =>
          queued === 0 && sent === LINES
        ) ?? false;
      });
    },
  );

  check(
    "a sink that was away gets all, the others do not wait",
    { sinks: 3 },
    async (
      { forwarder, sender, sinks },
    ) => {
      const [first, second, third] = sinks as [TestSink, TestSink, TestSink];
      await sender.send(1000);
      await until(() => sinks.every(({ lines }) => lines.length >= 1000));
      second.leave();
      await sender.send(LINES - 1000);
      await until(() => first.unique.size === LINES);
      await until(() => third.unique.size === LINES);
      expect(second.unique.size).toBe(1000);
      // A broker may tell it once a second only.
      await until(async () => {
        const counters = await forwarder.counters?.();
        return (counters?.sinks[1]?.queued ?? 0) >= LINES - 1000;
      });
      expect(await sizeOf(forwarder.spool)).toBeGreaterThan(
        50 * (LINES - 1000),
      );
      await second.comeBack();
      await until(() => second.unique.size === LINES);
    },
  );

  check("a buffer that is full drops, and the others get all", {
    ...{ sinks: 2, bufferCap: smallCap, atCap: "drop" },
  }, async ({ forwarder, sender, sinks }) => {
    const [first, second] = sinks as [TestSink, TestSink];
    second.leave();
    while (sender.sent < tooMany) {
      await sender.send(batch);
      // No faster than the sink that is there.
      await until(() => first.lines.length >= sender.sent);
    }
    // A broker may look at its files now and then only.
    const limit = (1 + overshoot) * smallCap;
    await until(async () => await sizeOf(forwarder.spool) < limit);
    await second.comeBack();
    await until(async () => {
      const counters = (await forwarder.counters?.())?.sinks[1];
      return counters?.queued === 0 && counters.dropped !== null &&
        Math.abs(counters.dropped + second.unique.size - tooMany) <=
          inexact * tooMany;
    });
    expect(second.unique.size).toBeLessThan(tooMany);
    expect(first.unique.size).toBe(tooMany);
  });

  if (system.atCap.includes("block")) {
    check("a buffer that is full blocks the sender, and nothing is lost", {
      ...{ sinks: 2, bufferCap: smallCap, atCap: "block" },
    }, async ({ sender, sinks }) => {
      const [first, second] = sinks as [TestSink, TestSink];
      second.leave();
      let isSent = false;
      // More than the buffers of the sender's connection and of the adapter hold.
      const count = tooMany + 500_000;
      const sending = sender.send(count).then(() => isSent = true);
      await untilStill(() => sender.sent);
      expect(isSent).toBe(false);
      await second.comeBack();
      await sending;
      await until(() => sinks.every(({ lines }) => lines.length >= count));
      await until(() => second.unique.size === count);
      expect(first.unique.size).toBe(count);
    });
  }

  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    check(`a backlog survives ${signal}`, { sinks: 1 }, async (
      { forwarder, sender, sinks },
    ) => {
      const [sink] = sinks as [TestSink];
      await sender.send(1000);
      await until(() => sink.lines.length >= 1000);
      sink.leave();
      await sender.send(LINES);
      await until(async () => {
        const counters = await forwarder.counters?.();
        return (counters?.sinks[0]?.queued ?? 0) >= LINES;
      });
      const main = forwarder.main as ManagedProcess;
      main.signal(signal);
      await main.ended();
      await sender.send(1000);
      main.start();
      await sink.comeBack();
      await until(() => sink.unique.size === LINES + 2000);
    });
  }

  check("a backlog survives SIGKILL to the broker and the adapter", {
    sinks: 1,
  }, async ({ forwarder, sender, sinks }) => {
    const [sink] = sinks as [TestSink];
    await sender.send(1000);
    await until(() => sink.lines.length >= 1000);
    sink.leave();
    await sender.send(LINES);
    await until(async () => {
      const counters = await forwarder.counters?.();
      return (counters?.sinks[0]?.queued ?? 0) >= LINES;
    });
    for (const process of forwarder.processes) process.signal("SIGKILL");
    for (const process of forwarder.processes) await process.ended();
    for (const process of forwarder.processes) process.start();
    await sink.comeBack();
    await until(() => sink.unique.size === LINES + 1000);
  });

  check("a cluster without one of its sinks gets all", {
    ...{ sinks: 3, topology: "cluster" },
  }, async ({ sender, sinks }) => {
    const union = () =>
      new Set(sinks.flatMap(({ unique }) => [...unique])).size;
    await until(async () => {
      await sender.send(1000);
      return sinks.every(({ lines }) => lines.length > 0);
    });
    const second = sinks[1] as TestSink;
    second.leave();
    await sender.send(LINES);
    await until(() => union() === sender.sent);
    const { length } = second.lines;
    await second.comeBack();
    await until(async () => {
      await sender.send(1000);
      return second.lines.length > length;
    });
    await until(() => union() === sender.sent);
  });

  check("a cluster whose sinks were all away gets all", {
    ...{ sinks: 3, topology: "cluster" },
  }, async ({ sender, sinks }) => {
    const union = () =>
      new Set(sinks.flatMap(({ unique }) => [...unique])).size;
    await sender.send(LINES);
    await until(() => union() === sender.sent);
    for (const sink of sinks) sink.leave();
    await sender.send(LINES);
    // Time to fetch for sinks that are away, and to give back.
    await sleep(2000);
    for (const sink of sinks) await sink.comeBack();
    await until(() => union() === sender.sent);
  });
}

interface Started {
  readonly forwarder: Forwarder;
  readonly sender: TestSender;
  readonly sinks: readonly TestSink[];
}

/** Polls a condition ten times a second, for two minutes at most. */
async function until(
  condition: () => boolean | Promise<boolean>,
): Promise<void> {
  const from = performance.now();
  while (!await condition()) {
    if (performance.now() - from > MAX_WAIT_MS) {
      throw new Error(`Cannot wait longer for ${condition}`);
    }
    await sleep(100);
  }
}

/** Waits until a value has not changed for two seconds. */
async function untilStill(read: () => number): Promise<void> {
  let last = read();
  let since = performance.now();
  await until(() => {
    const value = read();
    if (value !== last) since = performance.now();
    last = value;
    return performance.now() - since > 2000;
  });
}

/** Allocated bytes of a folder. */
async function sizeOf(folder: string): Promise<number> {
  let bytes = 0;
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    const info = await Deno.lstat(path).catch(() => null);
    bytes += 512 * (info?.blocks ?? 0);
    if (isDirectory) bytes += await sizeOf(path).catch(() => 0);
  }
  return bytes;
}
