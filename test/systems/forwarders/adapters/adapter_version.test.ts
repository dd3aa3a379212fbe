/** Versions of forwarders with an adapter. */
import { expect, test } from "vitest";
import { withAdapter } from "../../../../src/systems/forwarders/adapters/adapter_version.ts";

test("a version names the adapter, so that runs before a change of it are told apart", () => {
  expect(withAdapter("2.9.10")).toMatch(/^2\.9\.10 \(adapter \d+\)$/);
});
