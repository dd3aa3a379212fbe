import { expect, test } from "vitest";
import {
  driveLoop,
  type LoopOptions,
} from "../../../src/lab/load/drive_loop.ts";
import { successful } from "../../../src/lab/clients/attempt.ts";
import { ScheduledOperations } from "../../../src/lab/load/scheduled_operations.ts";
import { sleep } from "../_until.ts";
import { whileQuiet } from "../../testing/quiet.ts";

const ok = successful(0);

/** Drives workers `a` of one node and `b` of another for 100 ms; each request takes `takesMs`. */
async function drive(
  options: Pick<LoopOptions<string>, "loop" | "rate">,
  takesMs: number,
) {
  const operations = new ScheduledOperations();
  const group = operations.addGroup({
    ...{ id: "0", kind: "put", subject: "node-0", worker: "w0" },
  });
  const sent: { readonly worker: string; readonly due: number }[] = [];
  let number = 0;
  const driving = driveLoop(operations, {
    ...options,
    random: () => 0.5,
    nodes: [["a"], ["b"]],
    send(worker, due) {
      sent.push({ worker, due });
      return operations.make(
        { group, number: number++, due },
        () => sleep(takesMs).then(() => ok),
      );
    },
  });
  // Awaiting it below throws as well.
  driving.catch(() => {});
  await sleep(100);
  operations.stop();
  await driving;
  const [batch, ...more] = operations.take();
  expect(more).toEqual([]);
  return { sent, errors: batch?.errors ?? [], pacing: batch?.pacing };
}

test("driveLoop() in a closed loop sends the next request of a worker when its last has ended", async () => {
  const { sent, errors, pacing } = await drive({ loop: "closed", rate: 0 }, 20);
  expect(sent.length).toBeGreaterThan(4);
  expect(sent.length).toBeLessThan(15);
  expect(new Set(sent.map(({ worker }) => worker))).toEqual(new Set("ab"));
  expect(errors).toEqual([]);
  expect(pacing).toEqual({ arrivals: 0, late: 0 });
});

test("driveLoop() in an open loop records what never got a worker as unfinished, and counts all arrivals", () =>
  whileQuiet(10, async () => {
    const { sent, errors, pacing } = await drive(
      { loop: "constant", rate: 100 },
      200,
    );
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
  }));

test("driveLoop() refuses an open loop without a rate", async () => {
  await expect(drive({ loop: "poisson", rate: 0 }, 1)).rejects.toThrow(
    RangeError,
  );
});
