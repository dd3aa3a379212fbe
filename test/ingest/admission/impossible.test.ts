import { expect, test } from "vitest";
import {
  impossibleReason,
  impossibleSample,
} from "../../../src/ingest/admission/impossible.ts";

test.each([
  ["traffic", "B/s", -1, true],
  ["peak_memory", "B", -1, true],
  ["traffic", "B/s", 0, false],
  // Differences.
  ["storage_rate", "B/s", -1, false],
  ["heap", "B", -1, false],
  ["memory_growth", "1", -1, false],
])("a value of %s in %s of %d is impossible: %j", (kind, unit, value, is) => {
  expect(impossibleReason({ kind, unit, value }) !== "").toBe(is);
});

test.each([
  ["network_rx", "B", -1, true],
  ["memory", "B", -1, true],
  ["cpu", "1", -0.5, true],
  ["cpu", "1", 3, false],
  ["memory_delta", "B", -1, false],
])(
  "a sample of %s in %s of %d is impossible: %j",
  (metric, unit, value, is) => {
    expect(impossibleSample({ metric, unit, value }) !== "").toBe(is);
  },
);
