import { expect, test } from "vitest";
import {
  parseSeconds,
  toClockOffset,
} from "../../../src/lab/timing/clock_offset.ts";

test("toClockOffset() takes the quickest reading, within half of its round trip", () => {
  const { offset, bound } = toClockOffset([
    { sent: 1000, received: 1100, told: 6.05, resolution: 0 },
    { sent: 2000, received: 2010, told: 7.009, resolution: 0 },
  ]);
  expect(offset).toBeCloseTo(5.004, 9);
  expect(bound).toBeCloseTo(0.005, 9);
});

test.each([0, 0.1, 0.5, 0.9, 1])(
  "the true offset is within the bound where the way there takes %d of the round trip",
  (share) => {
    const [truth, sent, received] = [-3.2, 10_000, 10_080];
    const read = sent + share * (received - sent);
    const told = read / 1000 + truth;
    const exact = toClockOffset([{ sent, received, told, resolution: 0 }]);
    expect(Math.abs(exact.offset - truth))
      .toBeLessThanOrEqual(exact.bound + 1e-9);
    // A clock that tells whole seconds.
    const whole = toClockOffset([{
      ...{ sent, received, told: Math.floor(told), resolution: 1 },
    }]);
    expect(Math.abs(whole.offset - truth))
      .toBeLessThanOrEqual(whole.bound + 1e-9);
    expect(whole.bound).toBeCloseTo(0.54, 9);
  },
);

test("toClockOffset() needs a reading", () => {
  expect(() => toClockOffset([])).toThrow(RangeError);
});

test.each([
  ["1764471600.123456789\n", { told: 1764471600.123456789, resolution: 1e-9 }],
  ["1764471600.%N", { told: 1764471600, resolution: 1 }],
  ["1764471600", { told: 1764471600, resolution: 1 }],
  ["date: illegal option", null],
  ["12", null],
  ["1764471600.1234567890", { told: 1764471600, resolution: 1 }],
])("parseSeconds() of %j is %j", (text, expected) => {
  const parsed = parseSeconds(text);
  if (expected === null) expect(parsed).toBeNull();
  else {
    expect(parsed?.told).toBe(expected.told);
    expect(parsed?.resolution).toBeCloseTo(expected.resolution, 12);
  }
});
