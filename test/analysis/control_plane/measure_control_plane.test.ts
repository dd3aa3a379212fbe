import { expect, test } from "vitest";
import { measureControlPlane } from "../../../src/analysis/control_plane/measure_control_plane.ts";
import { withControlPlaneStore } from "../../testing/control_plane_rows.ts";

test("measureControlPlane() measures requests, loops, seeding and changes of a run", () =>
  withControlPlaneStore(async (store) => {
    const run = { run_id: "a", experiment: "control-plane" };
    const measured = await measureControlPlane(store, run);
    expect(measured?.metrics).toEqual({
      // 402 of 403: the events are no requests, and those of seeding come before the phase.
      ...{ success_rate: 402 / 403, p50: 0.004, p99: 0.004 },
      ...{ longest_loop: 2.5, loop_share: 2.5 / 30 },
      // Half of the batches, over four seconds.
      ...{ seed_failed: 0.5, seed_rate: 0.5 * 200_000 / 4 },
      ...{ untold: 0.5, gone: null, size: 5e8 },
      ...{ lost_instances: null, returned: null },
      ...{ recover_most: null, recover_all: null },
    });
    expect(measured?.summary).toBe(
      "99.8 % of requests ok, p99 4 ms; longest loop 2.5 s, 8.3 % of its interval",
    );
  }));

test("measureControlPlane() measures what a fault took away, and what is gone", () =>
  withControlPlaneStore(async (store) => {
    const run = { run_id: "c", experiment: "control-plane" };
    const measured = await measureControlPlane(store, run);
    expect(measured?.metrics).toMatchObject({
      ...{ lost_instances: 2, returned: 1, recover_all: 20, gone: 1 },
    });
    expect(measured?.summary).toMatch(
      /2 instances lost, 100 % back, all in 20 s; 1 acknowledged LRP gone/,
    );
  }));

test("measureControlPlane() has nothing to say of a run that is not there", () =>
  withControlPlaneStore(async (store) => {
    const run = { run_id: "none", experiment: "control-plane" };
    expect(await measureControlPlane(store, run)).toBeNull();
  }));
