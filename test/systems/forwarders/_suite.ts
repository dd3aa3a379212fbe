/** Tests that every forwarder with a buffer passes, on the real program. */
import { expect, test } from "vitest";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import { UsageError } from "../../../src/record/mod.ts";
import type {
  Forwarder,
  ForwarderSystem,
  Forwarding,
} from "../../../src/systems/forwarders/forwarder.ts";
import { until } from "../../testing/processes.ts";
import { countersOf, missingFrom, tryForwarder, unionOf } from "./_trial.ts";

/** Lines of a batch that may be on their way when a sink goes. */
export const IN_FLIGHT_LINES = 1100;

/** Words before the command. */
const wrapper = ["env", "SPOOL={spool}"];

export interface Suite {
  /** Version that the installed program reports; empty if it is not installed. */
  readonly version: string;
  /** Package that is needed, for the title of a skipped test. */
  readonly needs: string;
  /** Name of its configuration file; empty for a program that has none, nor defaults that anybody knows. */
  readonly file: string;
  readonly settings: Readonly<Record<string, string>>;
  /** Lines to send, in batches that are awaited. */
  readonly lines: number;
}

/** Declares the tests. */
export function testForwarder(system: ForwarderSystem, suite: Suite): void {
  const { version, needs, settings, lines } = suite;
  const testProgram = test.skipIf(version === "");

  testProgram(
    `${system.name} forwards every line to three sinks as it is ${needs}`,
    () =>
      tryForwarder(
        system,
        { settings, wrapper },
        async ({ forwarder, ...trial }) => {
          const { sinks, sender, processes, send } = trial;
          await send(lines);
          for (const { lines } of sinks) {
            expect(lines).toHaveLength(sender.sent);
            expect(lines.filter((line) => !isOurs(line))).toEqual([]);
          }
          expect(forwarder.version).toBe(version);
          expect(forwarder.processes).toEqual([forwarder.main]);
          expect(forwarder.spool === "").toBe(system.buffer === "memory");
          const names = forwarder.configuration.map(({ name }) => name);
          const hasFile = suite.file !== "";
          expect(names)
            .toEqual([...hasFile ? [suite.file] : [], "command"]);
          for (const { text } of forwarder.configuration) {
            expect(text).toContain("{folder}/forwarder/");
            expect(text).not.toContain(processes.folder);
          }
          expect(forwarder.configuration.at(-1)?.text)
            .toMatch(/^env SPOOL=\{folder\}\/forwarder\/spool /);
          expect(forwarder.remarks.length > 1).toBe(hasFile);
          await untilCounted(forwarder, sinks.length);
        },
      ),
  );

  testProgram(
    `${system.name} buffers for a sink that is away, and the others go on ${needs}`,
    () =>
      tryForwarder(system, { settings }, async ({ forwarder, ...trial }) => {
        const { sinks: [first, away, last], sender, send } = trial;
        if (!first || !away || !last) throw new Error("There must be 3 sinks");
        away.leave();
        await send(lines, [away]);
        expect(away.unique.size).toBe(100);
        await until("it to count what it holds", async () => {
          const { queued } = await countersOf(forwarder, 1);
          return (queued ?? 0) > lines - IN_FLIGHT_LINES;
        });
        await away.comeBack();
        await until(
          "the sink to receive what was held",
          () => away.unique.size > sender.sent - IN_FLIGHT_LINES,
        );
        await send(1000, [away]);
        await until(
          "the sink to receive the newest line",
          () => away.unique.has(sender.sent - 1),
        );
        // Only what was on its way when the sink went may be lost.
        for (const number of missingFrom(away.unique, sender.sent)) {
          expect(number).toBeLessThan(100 + IN_FLIGHT_LINES);
        }
      }),
  );

  testProgram(
    `${system.name} sends the lines of a cluster to its sinks that are there ${needs}`,
    () =>
      tryForwarder(
        system,
        { settings, topology: "cluster" },
        async ({ sinks, sender, send }) => {
          const [first, away, last] = sinks;
          if (!first || !away || !last) {
            throw new Error("There must be 3 sinks");
          }
          await send(6000);
          // One that waits for the processor reads much at once, which may all go to one sink.
          await until("each sink to receive its share", async () => {
            if (sinks.every(({ lines }) => lines.length > 1000)) return true;
            await send(1000);
            return false;
          });
          await until(
            "the cluster to receive all",
            () => unionOf(sinks).size === sender.sent,
          );
          const before = away.lines.length;
          away.leave();
          await send(6000);
          await until(
            "the others to receive the rest",
            () => unionOf(sinks).size > sender.sent - IN_FLIGHT_LINES,
          );
          expect(away.lines).toHaveLength(before);
          await away.comeBack();
          await until("the sink to get lines again", async () => {
            await send(300);
            return away.lines.length > before + 100;
          });
          // Not in order, as each sink has its own connection.
          await until(
            "the cluster to receive all but what was on its way",
            () => {
              const union = unionOf(sinks);
              const missing = missingFrom(union, sender.sent);
              return union.has(sender.sent - 1) &&
                missing.length < IN_FLIGHT_LINES;
            },
          );
        },
      ),
  );

  testProgram(
    `${system.name} takes another port if a program has taken the first ${needs}`,
    async () => {
      using holder = Deno.listen({ hostname: "127.0.0.1", port: 0 });
      await using processes = await ProcessGroup.create();
      const ports = [holder.addr.port, processes.freePort()];
      processes.freePort = () => ports.shift() ?? 0;
      const { inputs, processes: started } = await start(system, { processes });
      expect(inputs[0]?.port).not.toBe(holder.addr.port);
      expect(started.map(({ pid }) => pid)).not.toContain(null);
      expect(ports).toEqual([]);
      // The one that found its port taken has been ended.
      expect(processes.processes.filter(({ pid }) => pid !== null))
        .toHaveLength(1);
    },
  );

  testProgram(`${system.name} stops at its signal ${needs}`, async () => {
    await using processes = await ProcessGroup.create();
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(start(system, { processes, signal })).rejects.toThrow(
      "enough",
    );
  });

  test.each<[string, Partial<Forwarding>]>([
    ["no sink", { sinks: [] }],
    ["a host that closes the quote", {
      sinks: [{ name: "s", host: '127.0.0.1" port="1', port: 9 }],
    }],
    ["a host that is several words", {
      sinks: [{ name: "s", host: "127.0.0.1 ;", port: 9 }],
    }],
    ["a port that is none", {
      sinks: [{ name: "s", host: "127.0.0.1", port: 65_536 }],
    }],
    ["a cap below its least", { bufferCap: 1 }],
    ["a cap that is no number", { bufferCap: NaN }],
  ])(`${system.name} refuses %s`, async (_, forwarding) => {
    await using processes = await ProcessGroup.create();
    await expect(start(system, { processes, forwarding })).rejects
      .toThrow(UsageError);
    expect(processes.processes).toEqual([]);
  });

  test(`${system.name} refuses settings that it does not have`, () => {
    expect(system.sizes(settings)).toEqual([]);
    for (const key of Object.keys(system.parameters)) {
      expect(() => system.sizes({ [key]: '1"; }' })).toThrow(UsageError);
      expect(() => system.sizes({ [key]: "-1" })).toThrow(UsageError);
    }
    expect(() => system.sizes({ lifecycle: "1" })).toThrow(UsageError);
  });
}

function isOurs(line: string): boolean {
  return /^bench\.s1\.requests\.m\d{5} \d{12} 1700000000000$/.test(line);
}

async function untilCounted(
  forwarder: Forwarder,
  sinks: number,
): Promise<void> {
  await until("it to count nothing left", async () => {
    const counters = await forwarder.counters?.();
    expect(counters?.sinks).toHaveLength(sinks);
    return counters?.sinks.every(({ queued, dropped }) =>
      queued === 0 && dropped === 0
    ) ?? false;
  });
}

/** Starts a forwarder for one sink that is away. */
function start(
  system: ForwarderSystem,
  { processes, forwarding = {}, signal = new AbortController().signal }: {
    readonly processes: ProcessGroup;
    readonly forwarding?: Partial<Forwarding>;
    readonly signal?: AbortSignal;
  },
): Promise<Forwarder> {
  return system.start({
    name: "forwarder",
    forwarding: {
      topology: "fan-out",
      sinks: [{ name: "sink-1", host: "127.0.0.1", port: 9 }],
      bufferCap: 2 ** 24,
      atCap: "drop",
      ...forwarding,
    },
    settings: {},
    processes,
    wrapper: [],
    signal,
  });
}
