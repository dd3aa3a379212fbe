import { expect, test } from "vitest";
import { openPollFor } from "../../../src/workloads/key_value/polled_requests.ts";
import { toPlan } from "../../lab/_load.ts";

/** Whether a plan is driven on sockets of the system. */
function isPolled(plan: Parameters<typeof openPollFor>[0]): boolean {
  using poll = openPollFor(plan);
  return poll !== null;
}

test.skipIf(Deno.build.os !== "linux")(
  "openPollFor() has sockets of the system for HTTP at IPv4 addresses, and for nothing else",
  () => {
    const plan = toPlan([80, 81]);
    expect(isPolled(plan)).toBe(true);
    expect(isPolled({ ...plan, client: { protocol: "resp" } })).toBe(false);
    const [first, second] = plan.endpoints;
    if (!first || !second) throw new Error("no nodes");
    for (const host of ["localhost", "::1"]) {
      const endpoints = [first, { ...second, host }];
      expect(isPolled({ ...plan, endpoints })).toBe(false);
    }
  },
);
