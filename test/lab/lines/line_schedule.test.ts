import { expect, test } from "vitest";
import {
  maxBatchLines,
  toBatchDue,
  toLineBatch,
  toLineDue,
} from "../../../src/lab/lines/line_schedule.ts";

test.each([
  [1, 0.01],
  [3.3, 0.25],
  [1515, 0.01],
  [30_000 / 7, 0.003],
  [833_333.3, 0.005],
])(
  "each line of %d/s in batches of %d s has the due time of its batch",
  (rate, period) => {
    const schedule = { begin: 1_795_257_472_429.7, rate, period };
    let next = 0;
    for (let batch = 0; batch < 2000; batch++) {
      const { first, count } = toLineBatch(schedule, batch);
      expect(first).toBe(next);
      expect(count).toBeLessThanOrEqual(maxBatchLines(schedule));
      next = first + count;
      if (count === 0) continue;
      const due = Math.floor(toBatchDue(schedule, batch));
      expect(toLineDue(schedule, first)).toBe(due);
      expect(toLineDue(schedule, next - 1)).toBe(due);
    }
    expect(Math.abs(next - rate * period * 2000)).toBeLessThanOrEqual(1);
  },
);
