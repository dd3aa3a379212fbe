import { expect, test } from "vitest";
import { examine } from "../../src/lab/doctor.ts";

test("examine() looks at everything, and has a remedy for what is not well", async () => {
  const found = await examine();
  expect(new Set(found.map(({ name }) => name))).toEqual(
    new Set([
      "processor",
      "memory",
      "disk",
      "limits",
      "namespaces",
      "cgroups",
      "probes",
      "ports",
      "leftovers",
    ]),
  );
  for (const { result, text, remedy } of found) {
    expect(text).not.toMatch(/NaN|undefined/);
    expect(remedy === "").toBe(result === "pass");
  }
});
