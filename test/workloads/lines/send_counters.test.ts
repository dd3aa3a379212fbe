import { expect, test } from "vitest";
import {
  makeSendCounters,
  readSendCounts,
  SendCounter,
} from "../../../src/workloads/lines/send_counters.ts";

test("lines are counted by input, and blocked time on average over connections, waits in progress included", () => {
  // Two streams to two inputs.
  const memory = makeSendCounters(4);
  const counters = [0, 1, 2, 3].map((i) => new SendCounter(memory, i));
  expect(readSendCounts(memory, 2, 1000)).toEqual({
    lines: [0, 0],
    blocked: 0,
  });
  for (const [i, counter] of counters.entries()) {
    counter.begin(1000);
    counter.end(1001, 10 ** i);
  }
  // At once, or nearly, is not blocked.
  expect(readSendCounts(memory, 2, 2000))
    .toEqual({ lines: [101, 1010], blocked: 0 });
  counters[0]?.begin(2000);
  counters[0]?.end(4000, 2);
  counters[3]?.begin(3000);
  expect(readSendCounts(memory, 2, 3005).blocked).toBe(0.5);
  expect(readSendCounts(memory, 2, 5000)).toEqual({
    ...{ lines: [102, 1010], blocked: (2 + 2) / 4 },
  });
});
