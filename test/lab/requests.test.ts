import { expect, test } from "vitest";
import type { Attempt } from "../../src/lab/attempt.ts";
import type { Client } from "../../src/lab/client.ts";
import { Requests, toShare } from "../../src/lab/requests.ts";
import { seededRandom } from "../../src/statistics/random.ts";
import { toPlan } from "./_load.ts";

/** A client that notes what it is asked for. */
function toFake(outcome: Attempt["outcome"] = "ok") {
  const asked: string[] = [];
  const note = (kind: string) => (key: string, value: Uint8Array | null) => {
    asked.push(`${kind} ${key}`);
    expect(value).toHaveLength(100);
    return Promise.resolve({ outcome, error: "", bytes: 0 });
  };
  const client: Client = {
    put: note("put"),
    get: note("get"),
    close: () => {},
    [Symbol.dispose]() {},
  };
  return { asked, client };
}

async function makeMany(thread: number, fake = toFake()) {
  const plan = toPlan([1], { keys: 11, threads: 3, read_share: 0.5 });
  const requests = new Requests(plan, { thread, random: seededRandom(9) });
  for (let i = 0; i < 300; i++) {
    await requests.make(requests.next(), fake.client);
  }
  return { requests, asked: fake.asked };
}

test("Requests of each thread have keys of their own, and together all", async () => {
  const threads = await Promise.all([0, 1, 2].map((one) => makeMany(one)));
  const keys = threads.flatMap(({ requests }) => requests.acknowledged);
  expect(keys).toHaveLength(11);
  expect(new Set(keys)).toEqual(
    new Set(Array.from({ length: 11 }, (_, i) => `key-${i}`)),
  );
});

test("Requests read what was acknowledged before, in the share asked for", async () => {
  const { asked } = await makeMany(0);
  const written = new Set<string>();
  for (const one of asked) {
    const [kind, key = ""] = one.split(" ");
    if (kind === "put") written.add(key);
    else expect(written).toContain(key);
  }
  const reads = asked.filter((one) => one.startsWith("get")).length;
  expect(Math.abs(reads / 300 - 0.5)).toBeLessThan(0.1);
});

test.each(["degraded", "timeout", "failed"] as const)(
  "Requests read nothing where every write is %s",
  async (outcome) => {
    const { requests, asked } = await makeMany(0, toFake(outcome));
    expect(asked.every((one) => one.startsWith("put"))).toBe(true);
    expect(requests.acknowledged).toEqual([]);
  },
);

test.each([[7, 3, [3, 2, 2]], [2, 3, [1, 1, 0]], [6, 2, [3, 3]]])(
  "toShare() of %i among %i",
  (total, threads, expected) => {
    expect(expected.map((_, i) => toShare(total, threads, i))).toEqual(
      expected,
    );
  },
);
