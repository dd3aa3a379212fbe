import { expect, test } from "vitest";
import { startSetting } from "../../../src/ingest/load_frame/start_setting.ts";

test("startSetting() is a time with an offset, or null", () => {
  expect(startSetting({ settings: {} })).toBe(null);
  expect(
    startSetting({ settings: { started_at: "1970-01-01T01:00:01+01:00" } }),
  )
    .toBe(1000);
});

test.each(["2026-01-02T04:04:05", "2026-01-02", "now", ""])(
  "startSetting() refuses %j",
  (started_at) =>
    expect(() => startSetting({ settings: { started_at } }))
      .toThrow("Cannot set 'started_at' as it must be a time"),
);
