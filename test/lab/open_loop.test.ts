import { expect, test } from "vitest";
import { driveClosedLoop } from "../../src/lab/closed_loop.ts";
import { driveOpenLoop } from "../../src/lab/open_loop.ts";
import { Pacer } from "../../src/lab/pacer.ts";
import { sleep, until } from "./_until.ts";

interface Made {
  readonly worker: string;
  readonly due: number;
  readonly at: number;
}

/** Drives workers at a request every 5 ms, each of which takes as long as it is told, until `during` ends. */
async function drive(
  workers: readonly string[],
  { takes, during }: {
    takes: () => Promise<unknown>;
    during: (made: readonly Made[]) => Promise<void>;
  },
) {
  const pacer = new Pacer();
  const made: Made[] = [];
  const late: number[] = [];
  const waiting = driveOpenLoop(workers, {
    pacer,
    gap: () => 5,
    make: async (worker, due) => {
      made.push({ worker, due, at: performance.now() });
      await takes();
    },
    onLate: (milliseconds) => late.push(milliseconds),
  });
  await during(made);
  pacer.stop();
  return { made, late, waiting: await waiting };
}

test("driveOpenLoop() hands arrivals to the workers in turn, when they are due", async () => {
  const { made, late, waiting } = await drive(["a", "b", "c"], {
    takes: () => Promise.resolve(),
    during: (made) => until(() => made.length > 8),
  });
  expect(made.slice(0, 6).map(({ worker }) => worker).join("")).toBe("abcabc");
  for (const [i, { due, at }] of made.entries()) {
    expect(due).toBeCloseTo((made[0]?.due ?? NaN) + 5 * i, 6);
    expect(at).toBeGreaterThanOrEqual(due);
  }
  expect(waiting).toEqual([]);
  expect(late).toHaveLength(made.length);
  expect(Math.min(...late)).toBeGreaterThanOrEqual(0);
});

test("driveOpenLoop() lets arrivals wait while no worker is free, first come first served", async () => {
  let free = () => {};
  const blocked = new Promise<void>((resolve) => free = resolve);
  const { made, late } = await drive(["a"], {
    takes: () => blocked,
    during: async (made) => {
      await sleep(60);
      expect(made).toHaveLength(1);
      free();
      await until(() => made.length > 12);
    },
  });
  expect(made.map(({ due }) => due)).toEqual(
    made.map(({ due }) => due).toSorted((a, b) => a - b),
  );
  expect((made[1]?.at ?? NaN) - (made[1]?.due ?? NaN)).toBeGreaterThan(40);
  // Waiting for a worker is not the generator's doing.
  expect(late.length).toBeLessThan(made.length);
});

test("driveOpenLoop() returns what never had a worker, after all under way has ended", async () => {
  const { made, waiting } = await drive(["a"], {
    takes: () => sleep(100),
    during: () => sleep(50),
  });
  expect(made).toHaveLength(1);
  expect(waiting.length).toBeGreaterThan(3);
  expect(waiting[0]).toBeCloseTo((made[0]?.due ?? NaN) + 5, 6);
});

test("driveClosedLoop() goes on at once, but after a refusal", async () => {
  for (
    const [outcome, least, most] of [["ok", 50, Infinity], [
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
      return { outcome, error: "", bytes: 0 };
    }, pacer);
    const from = performance.now();
    await (outcome === "ok" ? until(() => count >= least) : sleep(150));
    expect(count).toBeGreaterThanOrEqual(least);
    expect(count).toBeLessThanOrEqual(
      Math.max(most, (performance.now() - from) / 50 + 1),
    );
    pacer.stop();
    await driven;
  }
});
