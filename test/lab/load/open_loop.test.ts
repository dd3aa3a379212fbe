import { expect, test } from "vitest";
import { driveOpenLoop } from "../../../src/lab/load/open_loop.ts";
import { Pacer } from "../../../src/lab/timing/pacer.ts";
import { sleep, until } from "../_until.ts";

interface Made {
  readonly worker: string;
  readonly due: number;
  readonly at: number;
}

/** Drives workers at a request every `gap` ms until `during` ends. */
async function drive(
  nodes: readonly (readonly string[])[],
  { takes, during, gap = 5 }: {
    takes: (worker: string, pacer: Pacer) => Promise<unknown>;
    during: (
      made: readonly Made[],
      late: readonly number[],
    ) => Promise<unknown>;
    gap?: number;
  },
) {
  const pacer = new Pacer();
  const made: Made[] = [];
  const late: number[] = [];
  const waiting = driveOpenLoop(nodes, {
    pacer,
    gap: () => gap,
    make: async (worker, due) => {
      made.push({ worker, due, at: performance.now() });
      await takes(worker, pacer);
    },
    onArrival: (milliseconds) => late.push(milliseconds),
  });
  await during(made, late);
  pacer.stop();
  return { made, late, waiting: await waiting };
}

test("driveOpenLoop() round-robins arrivals over the nodes and over the workers of each, when they are due", async () => {
  const { made, late, waiting } = await drive(
    [["a", "b"], ["c"], ["d", "e"]],
    {
      takes: () => Promise.resolve(),
      during: (made) => until(() => made.length > 12),
    },
  );
  // Of those that are due at once, on a busy machine, one of a later node may be made first.
  const arrived = made.toSorted((a, b) => a.due - b.due);
  expect(arrived.slice(0, 12).map(({ worker }) => worker).join(""))
    .toBe("acdbceacdbce");
  for (const [i, { due, at }] of arrived.entries()) {
    expect(due).toBeCloseTo((arrived[0]?.due ?? NaN) + 5 * i, 6);
    expect(at).toBeGreaterThanOrEqual(due);
  }
  // All workers are free: only arrivals due at the stop wait.
  const last = arrived.at(-1)?.due ?? NaN;
  expect(waiting).toHaveLength(3);
  expect(waiting.flat().every((due) => due > last)).toBe(true);
  expect(late).toHaveLength(made.length + waiting.flat().length);
  expect(Math.min(...late)).toBeGreaterThanOrEqual(0);
});

test.each([
  ["hangs", () => new Promise(() => {}).then(), 1],
  ["fails fast", () => Promise.resolve(), 20],
])(
  "driveOpenLoop() gives a node that %s as many arrivals as the others",
  async (name, takes, min) => {
    const pacer = new Pacer();
    const made: string[] = [];
    const driven = driveOpenLoop([["a"], ["b"], ["c"]], {
      pacer,
      gap: () => 2,
      make: (worker) => {
        made.push(worker);
        return worker === "b"
          ? Promise.race([takes(), until(() => pacer.stopped)])
          : sleep(1);
      },
      onArrival: () => {},
    });
    await until(() => made.filter((worker) => worker === "a").length > 30);
    pacer.stop();
    const waiting = await driven;
    const [a = NaN, b = NaN, c = NaN] = ["a", "b", "c"].map((worker, i) =>
      made.filter((name) => name === worker).length +
      (waiting[i]?.length ?? NaN)
    );
    expect(Math.max(a, b, c) - Math.min(a, b, c)).toBeLessThanOrEqual(1);
    const sent = made.filter((worker) => worker === "b").length;
    if (name === "hangs") expect(sent).toBe(min);
    else expect(sent).toBeGreaterThan(min);
  },
);

test("driveOpenLoop() queues arrivals while no worker is free, first come, first served", async () => {
  let free = () => {};
  const blocked = new Promise<void>((resolve) => free = resolve);
  const { made, late } = await drive([["a"]], {
    takes: () => blocked,
    during: async (made, late) => {
      await until(() => late.length > 1);
      await sleep(60);
      expect(made).toHaveLength(1);
      free();
      await until(() => made.length > 12);
    },
  });
  expect(made.map(({ due }) => due)).toEqual(
    made.map(({ due }) => due).toSorted((a, b) => a - b),
  );
  const waited = made.map(({ due, at }) => at - due);
  // It waited for a worker from when it was noticed: that is not a delay of the generator.
  expect(late[1]).toBeLessThan((waited[1] ?? NaN) - 40);
});

test("driveOpenLoop() returns the arrivals without a worker, once nothing is in flight", async () => {
  let ended = false;
  const { made, waiting } = await drive([["a"], ["b"]], {
    takes: (worker, pacer) =>
      worker === "a"
        ? until(() => pacer.stopped).then(() => ended = true)
        : sleep(0),
    during: (made) => until(() => made.length > 5),
  });
  expect(ended).toBe(true);
  expect(made.filter(({ worker }) => worker === "a")).toHaveLength(1);
  const [a = [], b = []] = waiting;
  expect(a.length).toBeGreaterThan(2);
  for (const [i, due] of a.entries()) {
    expect(due).toBeCloseTo((made[0]?.due ?? NaN) + 10 * (i + 1), 6);
  }
  // Its worker was served before: only those wait that came after its last.
  const last = made.findLast(({ worker }) => worker === "b")?.due ?? NaN;
  expect(b.every((due) => due > last)).toBe(true);
});

test("driveOpenLoop() returns what was due before the stop, though it was noticed after", async () => {
  const { made, late, waiting } = await drive([["a"], ["b"]], {
    takes: () => Promise.resolve(),
    during: async (made) => {
      await until(() => made.length > 2);
      // This thread is busy until the stop.
      const end = performance.now() + 60;
      while (performance.now() < end);
    },
  });
  const all = [...made.map(({ due }) => due), ...waiting.flat()]
    .toSorted((a, b) => a - b);
  for (const [i, due] of all.entries()) {
    expect(due).toBeCloseTo((all[0] ?? NaN) + 5 * i, 6);
  }
  expect(waiting.flat().length).toBeGreaterThan(9);
  expect(late).toHaveLength(all.length);
  expect(Math.max(...late)).toBeGreaterThan(49);
});

test("driveOpenLoop() leaves time for responses in saturation", async () => {
  let responses = 0;
  const { made, waiting } = await drive([["a"]], {
    gap: 1e-3,
    takes: () => sleep(1).then(() => responses++),
    during: async (_, late) => {
      await until(() => late.length > 2 ** 19);
      // In a loop that never yields there is none.
      await until(() => responses > 300);
    },
  });
  expect(made).toHaveLength(responses);
  // The queue is limited, and so is the time to stop. A response takes one off it, and the next turn fills it up again.
  const [{ length } = []] = waiting;
  expect(length).toBeLessThanOrEqual(2 ** 19);
  expect(length).toBeGreaterThanOrEqual(2 ** 19 - responses);
});
