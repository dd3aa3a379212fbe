/** Tests that every forwarder with a buffer on disk for each sink passes, on the real program. */
import { expect, test } from "vitest";
import {
  type ForwarderSystem,
  STOP_TIMEOUT_S,
} from "../../../src/systems/forwarders/forwarder.ts";
import { sleep } from "../../lab/_until.ts";
import { isAlive, until } from "../../testing/processes.ts";
import { IN_FLIGHT_LINES, type Suite } from "./_suite.ts";
import { countersOf, missingFrom, spoolOf, tryForwarder } from "./_trial.ts";

/** Lines for a sink that is away; each takes 52 bytes, and several times as many on disk. */
const LINES = 30_000;

/** Least cap of all of them, far below what is sent. */
const CAP_BYTES = 2 ** 20;

export interface DiskBufferSuite extends Suite {
  /** Lines of a buffer that may be in memory only, and are lost by SIGKILL. */
  readonly memoryLines: number;
}

/** Declares the tests. */
export function testDiskBuffer(
  system: ForwarderSystem,
  { version, needs, settings, memoryLines }: DiskBufferSuite,
): void {
  const testProgram = test.skipIf(version === "");

  testProgram(
    `${system.name} keeps its buffer on disk within its cap, drops what is above, and says so ${needs}`,
    () =>
      tryForwarder(
        system,
        { settings, bufferCap: CAP_BYTES },
        async ({ forwarder, sinks, sender, send }) => {
          const [first, away, last] = sinks;
          if (!first || !away || !last) {
            throw new Error("There must be 3 sinks");
          }
          away.leave();
          let most = 0;
          for (let batch = 0; batch < 60; batch++) {
            await send(1000, [away]);
            most = Math.max(most, await spoolOf(forwarder, away));
          }
          await until("its buffer to be full", async () => {
            most = Math.max(most, await spoolOf(forwarder, away));
            return most > CAP_BYTES * 0.8;
          });
          expect(most).toBeLessThan(CAP_BYTES * 1.25);
          await until("it to count what it dropped", async () => {
            const { dropped } = await countersOf(forwarder, 1);
            return (dropped ?? 0) > 1000;
          });
          await away.comeBack();
          await until("the buffer to be empty", async () => {
            const { queued } = await countersOf(forwarder, 1);
            return queued === 0;
          });
          await send(1000, [away]);
          await until(
            "the newest line",
            () => away.unique.has(sender.sent - 1),
          );
          const lost = missingFrom(away.unique, sender.sent).length;
          const { dropped } = await countersOf(forwarder, 1);
          expect(lost).toBeGreaterThan(1000);
          expect(Math.abs(lost - (dropped ?? 0)))
            .toBeLessThan(IN_FLIGHT_LINES);
        },
      ),
  );

  testProgram.each<Deno.Signal>(["SIGTERM", "SIGKILL"])(
    `${system.name} comes back from %s with its buffer ${needs}`,
    (signal) =>
      tryForwarder(
        system,
        { settings, sinks: 1 },
        async ({ forwarder, sinks: [sink], sender, send }) => {
          const { main } = forwarder;
          if (!sink || !main) throw new Error("There must be a sink");
          sink.leave();
          await send(LINES, [sink]);
          await until("the buffer to be on disk", async () => {
            const before = await spoolOf(forwarder, sink);
            await sleep(500);
            return before > 2 ** 20 &&
              await spoolOf(forwarder, sink) === before;
          });
          await until("it to hold the lines", async () => {
            const { queued } = await countersOf(forwarder, 0);
            return (queued ?? 0) > LINES - IN_FLIGHT_LINES;
          });
          const pid = main.pid ?? 0;
          const from = performance.now();
          main.signal(signal);
          await main.ended();
          expect(performance.now() - from).toBeLessThan(STOP_TIMEOUT_S * 1000);
          expect(await isAlive(pid)).toBe(false);
          expect(await spoolOf(forwarder, sink)).toBeGreaterThan(2 ** 20);
          main.start();
          await sink.comeBack();
          const mayLose = IN_FLIGHT_LINES +
            (signal === "SIGKILL" ? memoryLines : 0);
          await until(
            "the sink to receive what was held",
            () => sink.unique.size > sender.sent - mayLose,
          );
          expect(main.pid).not.toBe(null);
        },
      ),
  );
}
