import { expect, test } from "vitest";
import type { Attempt } from "../../../src/lab/clients/attempt.ts";
import type { Client } from "../../../src/lab/clients/client.ts";
import { WRONG_VALUE } from "../../../src/lab/clients/expected_value.ts";
import {
  RequestMix,
  toThreadShare,
} from "../../../src/workloads/key_value/request_mix.ts";
import {
  readSerial,
  toValueWriter,
} from "../../../src/workloads/key_value/value_codec.ts";
import { seededRandom } from "../../../src/statistics/basics/random.ts";
import { toPlan } from "../../lab/_load.ts";

/** A client that records its requests, with the serials of writes. */
function toFake(outcome: Attempt["outcome"] = "ok") {
  const sent: string[] = [];
  const attempt = { outcome, error: "", code: "", bytes: 0 };
  const client: Client = {
    async put(key, value) {
      expect(value).toHaveLength(100);
      sent.push(`put ${key} ${readSerial(value, { key, size: 100 })}`);
      return await Promise.resolve(attempt);
    },
    async get(key, expected) {
      const { size = 0, mismatch = () => "" } = expected ?? {};
      sent.push(`get ${key}`);
      const write = toValueWriter(size);
      expect(mismatch(write(key, 4711))).toBe("");
      expect(mismatch(write(`${key}0`, 1))).toBe(WRONG_VALUE);
      return await Promise.resolve(attempt);
    },
    close: () => {},
    [Symbol.dispose]() {},
  };
  return { sent, client };
}

async function makeMany(thread: number, fake = toFake()) {
  const plan = toPlan([1], { keys: 11, threads: 3, read_share: 0.5 });
  const requests = new RequestMix(plan, { thread, random: seededRandom(9) });
  for (let i = 0; i < 300; i++) {
    await requests.make(requests.next(), fake.client);
  }
  return { requests, sent: fake.sent };
}

test("RequestMix of each thread has its own keys, and together all", async () => {
  const threads = await Promise.all(
    [0, 1, 2].map((thread) => makeMany(thread)),
  );
  const keys = threads.flatMap(({ requests }) =>
    requests.acknowledged.map(({ key }) => key)
  );
  expect(keys).toHaveLength(11);
  expect(new Set(keys)).toEqual(
    new Set(Array.from({ length: 11 }, (_, i) => `key-${i}`)),
  );
});

test("RequestMix reads acknowledged keys, in the planned share", async () => {
  const { sent } = await makeMany(0);
  const written = new Set<string>();
  for (const request of sent) {
    const [kind, key = ""] = request.split(" ");
    if (kind === "put") written.add(key);
    else expect(written).toContain(key);
  }
  const reads = sent.filter((request) => request.startsWith("get")).length;
  expect(Math.abs(reads / 300 - 0.5)).toBeLessThan(0.1);
});

test("RequestMix numbers the writes of each key, and reports the last acknowledged", async () => {
  const { requests, sent } = await makeMany(0);
  for (const { key, ...history } of requests.acknowledged) {
    const serials = sent.filter((request) => request.startsWith(`put ${key} `))
      .map((request) => Number(request.split(" ")[2]));
    expect(serials).toEqual(serials.map((_, i) => i + 1));
    expect(history).toEqual({
      writes: serials.length,
      acknowledged: serials.length,
      sent: serials.length,
      admissibleEarlier: [],
    });
  }
  expect(requests.acknowledged).toHaveLength(4);
});

test.each(["degraded", "timeout", "failed"] as const)(
  "RequestMix reads nothing if every write is %s",
  async (outcome) => {
    const { requests, sent } = await makeMany(0, toFake(outcome));
    expect(sent.every((request) => request.startsWith("put"))).toBe(true);
    expect(requests.acknowledged).toEqual([]);
  },
);

test.each([[7, 3, [3, 2, 2]], [2, 3, [1, 1, 0]], [6, 2, [3, 3]]])(
  "toThreadShare() of %i among %i",
  (total, threads, expected) => {
    expect(expected.map((_, i) => toThreadShare(total, threads, i))).toEqual(
      expected,
    );
  },
);
