import { expect, test } from "vitest";
import type { Attempt } from "../../../src/lab/clients/attempt.ts";
import type { Client } from "../../../src/lab/clients/client.ts";
import { OTHER } from "../../../src/lab/clients/expected_value.ts";
import { Requests, toShare } from "../../../src/workloads/key_value/request_mix.ts";
import { readSerial, toValueWriter } from "../../../src/workloads/key_value/value_codec.ts";
import { seededRandom } from "../../../src/statistics/basics/random.ts";
import { toPlan } from "../../lab/_load.ts";

/** A client that notes what it is asked for, and with which serial. */
function toFake(outcome: Attempt["outcome"] = "ok") {
  const asked: string[] = [];
  const attempt = { outcome, error: "", bytes: 0 };
  const client: Client = {
    async put(key, value) {
      expect(value).toHaveLength(100);
      asked.push(`put ${key} ${readSerial(value, { key, size: 100 })}`);
      return await Promise.resolve(attempt);
    },
    async get(key, expected) {
      const { size = 0, judge = () => "" } = expected ?? {};
      asked.push(`get ${key}`);
      const write = toValueWriter(size);
      expect(judge(write(key, 4711))).toBe("");
      expect(judge(write(`${key}0`, 1))).toBe(OTHER);
      return await Promise.resolve(attempt);
    },
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
  const keys = threads.flatMap(({ requests }) =>
    requests.acknowledged.map(({ key }) => key)
  );
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

test("Requests number the writes of each key, and tell the last that was acknowledged", async () => {
  const { requests, asked } = await makeMany(0);
  for (const { key, ...written } of requests.acknowledged) {
    const serials = asked.filter((one) => one.startsWith(`put ${key} `))
      .map((one) => Number(one.split(" ")[2]));
    expect(serials).toEqual(serials.map((_, i) => i + 1));
    expect(written).toEqual({
      writes: serials.length,
      acknowledged: serials.length,
      sent: serials.length,
      unordered: [],
    });
  }
  expect(requests.acknowledged).toHaveLength(4);
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
