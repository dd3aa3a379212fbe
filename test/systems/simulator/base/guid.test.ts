import { expect, test } from "vitest";
import { toGuid } from "../../../../src/systems/simulator/base/guid.ts";

test("toGuid() returns a UUID for each pair of numbers, the same for the same seed", () => {
  const all = Array.from(
    { length: 20_000 },
    (_, i) => toGuid(1, Math.floor(i / 100), i % 100),
  );
  expect(new Set(all).size).toBe(all.length);
  for (const guid of all) {
    expect(guid).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  }
  expect(toGuid(1, 5, 6)).toBe(toGuid(1, 5, 6));
  expect(toGuid(2, 5, 6)).not.toBe(toGuid(1, 5, 6));
});
