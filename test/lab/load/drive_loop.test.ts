import { expect, test } from "vitest";
import {
  driveClosedLoop,
  driveLoop,
  type LoopOptions,
} from "../../../src/lab/load/drive_loop.ts";
import { successful } from "../../../src/lab/clients/attempt.ts";
import { ScheduledOperations } from "../../../src/lab/load/scheduled_operations.ts";
import { Pacer } from "../../../src/lab/timing/pacer.ts";
import { sleep, until } from "../_until.ts";

const ok = successful(0);

interface Sent {
  readonly worker: string;
  readonly due: number;
}

/** Drives workers `a` of one node and `b` of another until `during` ends. */
async function drive(
  options: Pick<LoopOptions<string>, "loop" | "rate">,
  { takes, during }: {
    takes: (operations: ScheduledOperations) => Promise<void>;
    during: (sent: readonly Sent[]) => Promise<void>;
  },
) {
  const operations = new ScheduledOperations();
  const group = operations.addGroup({
    ...{ id: "0", kind: "put", subject: "node-0", worker: "w0" },
  });
  const sent: Sent[] = [];
  let number = 0;
  const driving = driveLoop(operations, {
    ...options,
    random: () => 0.5,
    nodes: [["a"], ["b"]],
    send(worker, due) {
      sent.push({ worker, due });
      return operations.make(
        { group, number: number++, due },
        () => takes(operations).then(() => ok),
      );
    },
  });
  // Awaiting it below throws as well.
  driving.catch(() => {});
  await during(sent);
  operations.stop();
  await driving;
  const [batch, ...more] = operations.take();
  expect(more).toEqual([]);
  return { sent, errors: batch?.errors ?? [], pacing: batch?.pacing };
}

test("driveLoop() in a closed loop sends the next request of a worker when its last has ended", async () => {
  const { sent, errors, pacing } = await drive({ loop: "closed", rate: 0 }, {
    takes: () => sleep(20),
    during: (sent) => until(() => sent.length > 7),
  });
  for (const name of ["a", "b"]) {
    const dues = sent.filter(({ worker }) => worker === name)
      .map(({ due }) => due);
    expect(dues.length).toBeGreaterThan(1);
    const gaps = dues.slice(1).map((due, i) => due - (dues[i] ?? NaN));
    // Timers may fire a fraction of a millisecond early.
    expect(Math.min(...gaps)).toBeGreaterThan(19);
  }
  expect(errors).toEqual([]);
  expect(pacing).toEqual({ arrivals: 0, late: 0 });
});

test("driveLoop() in an open loop records what never got a worker as unfinished, and counts all arrivals", async () => {
  const options = { loop: "constant", rate: 100 } as const;
  const { sent, errors, pacing } = await drive(options, {
    takes: ({ pacer }) => until(() => pacer.stopped),
    async during(sent) {
      // Then both workers are busy until the end.
      await until(() => sent.length === 2);
      await sleep(80);
    },
  });
  expect(sent.length).toBeGreaterThan(7);
  expect(errors).toHaveLength(sent.length - 2);
  expect(new Set(errors.map(([, error]) => error))).toEqual(
    new Set(["it was not sent before the end"]),
  );
  expect(pacing?.arrivals).toBe(sent.length);
  const dues = sent.map(({ due }) => due).toSorted((a, b) => a - b);
  for (const [i, due] of dues.entries()) {
    expect(due).toBeCloseTo((dues[0] ?? NaN) + 10 * i, 6);
  }
});

test("driveLoop() refuses an open loop without a rate", async () => {
  const nothing = () => Promise.resolve();
  await expect(
    drive({ loop: "poisson", rate: 0 }, { takes: nothing, during: nothing }),
  ).rejects.toThrow(RangeError);
});

test("driveClosedLoop() continues at once, except after a refusal", async () => {
  for (
    const [outcome, min, max] of [["ok", 50, Infinity], [
      "refused",
      2,
      6,
    ]] as const
  ) {
    const pacer = new Pacer();
    let count = 0;
    const driven = driveClosedLoop(async () => {
      count++;
      await sleep(0);
      return { outcome, error: "", code: "", bytes: 0 };
    }, pacer);
    const from = performance.now();
    await (outcome === "ok" ? until(() => count >= min) : sleep(150));
    expect(count).toBeGreaterThanOrEqual(min);
    expect(count).toBeLessThanOrEqual(
      Math.max(max, (performance.now() - from) / 50 + 1),
    );
    pacer.stop();
    await driven;
  }
});
