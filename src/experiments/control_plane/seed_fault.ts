/** A fault while a control plane is seeded: what answers is killed once half is there, and comes back after the outage. */
import { UnavailableError } from "../../lab/processes/unavailable.ts";
import { delay } from "../../lab/timing/delay.ts";
import { timestamp } from "../../lab/timing/wall_clock.ts";
import { toEvent } from "../../record/mod.ts";
import type { ControlPlane } from "../../systems/control_plane/control_plane.ts";
import type { ControlPlaneRun } from "./control_plane_run.ts";
import { faultTitles, isSeedFault } from "./control_plane_settings.ts";

/** On dispose, what has not come back stays away. */
export interface SeedFault extends AsyncDisposable {
  /** Takes how many LRPs were sent so far, of which some may have failed. */
  onSeeded(lrps: number): void;
  /** Resolves once what was killed is back; at once where nothing was. */
  healed(): Promise<void>;
}

/** Returns the fault of a run; one that does nothing where it has none while it is seeded. */
export function openSeedFault(
  { context, plane }: Pick<ControlPlaneRun, "context" | "plane">,
  instances: number,
): SeedFault {
  const { values: { fault, outage }, recorder, signal } = context;
  if (!isSeedFault(fault)) {
    return {
      onSeeded() {},
      healed: () => Promise.resolve(),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  }
  const name = fault === "kill-store-in-seed" ? "store" : "api";
  const victim = requireVictim(plane, name);
  const subject = [...new Set([name, ...victim.takesDown])].join(",");
  const ending = new AbortController();

  const strike = async () => {
    await victim.kill();
    recorder.append("events", [toEvent({
      ...{ run_id: recorder.run_id, at: timestamp(), kind: "fault", subject },
      ...{ detail: fault, data: { title: faultTitles[fault] } },
    })]);
    await delay(outage, AbortSignal.any([signal, ending.signal]));
    await victim.start();
    recorder.event("heal", subject, fault);
  };

  let course: Promise<void> | null = null;
  return {
    onSeeded(lrps) {
      if (course !== null || lrps < instances / 2) return;
      course = strike();
      course.catch(() => {
        // healed() throws it.
      });
    },
    healed: () => course ?? Promise.resolve(),
    async [Symbol.asyncDispose]() {
      ending.abort();
      await Promise.allSettled([course]);
    },
  };
}

/** Throws `UnavailableError` for one that is not ours. */
function requireVictim(
  plane: Pick<ControlPlane, "store" | "api">,
  name: "store" | "api",
) {
  const victim = plane[name];
  if (victim !== null) return victim;
  throw new UnavailableError(
    "Cannot kill it while it is seeded as somebody else started it: use --set fault=none",
  );
}
