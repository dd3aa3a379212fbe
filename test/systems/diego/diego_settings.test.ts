import { expect, test } from "vitest";
import { readDiegoSettings } from "../../../src/systems/diego/diego_settings.ts";
import { UsageError } from "../../../src/record/mod.ts";

test("without addresses, one is started on PostgreSQL", () => {
  const { values, addresses } = readDiegoSettings({});
  expect(values.database).toBe("postgresql");
  expect(addresses).toBeNull();
});

test("a running one is named completely, or refused", () => {
  const whole = {
    ...{ bbs: "127.0.0.1:8889", locket: "127.0.0.1:8891" },
    ...{ ca: "ca.crt", cert: "c.crt", key: "c.key" },
  };
  expect(readDiegoSettings(whole).addresses).toEqual(whole);
  expect(() => readDiegoSettings({ bbs: "127.0.0.1:8889" })).toThrow(
    "Cannot use a running Diego as locket, ca, cert, key are not given",
  );
  expect(() => readDiegoSettings({ ...whole, bbs: "8889" })).toThrow(
    "Cannot set bbs as it must be HOST:PORT: current value is '8889'",
  );
});

test("a value that a setting cannot have is refused", () => {
  expect(() => readDiegoSettings({ database: "oracle" })).toThrow(UsageError);
  expect(() => readDiegoSettings({ convergence: "0s" })).toThrow(UsageError);
});
