import { expect, test, vi } from "vitest";
import { RunFollower } from "../../../src/lab/monitor/run_follower.ts";
import { withTempFolder } from "../../testing/records.ts";
import { GrowingRun } from "../../live/_record.ts";

test("RunFollower counts operations of a phase that began while it was reading", () =>
  withTempFolder(async (data) => {
    await using growing = await GrowingRun.begin(data, "r1");
    const { run } = growing;
    const follower = new RunFollower(run, `${data}/${run.experiment}`);
    await follower.poll();
    const open = Deno.open;
    let opened = 0;
    const spy = vi.spyOn(Deno, "open").mockImplementation((...options) => {
      // Between the first table and the next ones.
      if (++opened === 2) {
        growing.event("phase", "measure", "", 5);
        growing.load(1000);
      }
      return open(...options);
    });
    await follower.poll();
    await follower.poll();
    spy.mockRestore();
    expect(opened).toBeGreaterThan(2);
    expect(follower.measures.counts).toEqual({ attempted: 1000, ok: 1000 });
  }));
