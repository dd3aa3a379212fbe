import { expect, test } from "vitest";
import { BusyMachine } from "./quiet.ts";
import { requireSound } from "./sound_runs.ts";

test("requireSound() takes a valid run, and tells one of a busy machine from others", () => {
  requireSound({ status: "ok", notes: "" });
  for (
    const notes of [
      "the machine stood still: no sample of it for 2 s",
      "the load generator stood still for 1.5 s",
      "the sender was 2 s behind its schedule, for want of processor time",
      "the load ended 1 s before the measuring",
    ]
  ) {
    expect(() => requireSound({ status: "invalid", notes }))
      .toThrow(BusyMachine);
  }
  for (const status of ["invalid", "failed"] as const) {
    expect(() => requireSound({ status, notes: "no operation succeeded" }))
      .not.toThrow(BusyMachine);
    expect(() => requireSound({ status, notes: "no operation succeeded" }))
      .toThrow("no operation succeeded");
  }
});
