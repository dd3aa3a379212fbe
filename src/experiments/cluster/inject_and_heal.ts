/** Phases `fault` and `heal` of a cluster run. */
import type {
  FaultContext,
  Injected,
} from "../../lab/faults/fault_definition.ts";
import type { TimedFault } from "../../lab/faults/fault_schedule.ts";
import { type Phase, toEvent } from "../../record/mod.ts";
import type { Recorder } from "../../lab/recording/recorder.ts";
import { timestamp } from "../../lab/timing/wall_clock.ts";
import type { ClusterProbes } from "../../lab/probes/cluster_probes.ts";

export interface InjectionContext extends FaultContext {
  /** Seconds of load after the last healing. */
  readonly recovery: number;
  readonly probes: Pick<ClusterProbes, "watchCatchUp">;
  readonly recorder: Pick<
    Recorder,
    "run_id" | "append" | "phase" | "event"
  >;
  /** Keeps the load running for the seconds of a phase. */
  readonly runPhase: (phase: Phase, seconds: number) => Promise<unknown>;
}

/** A fault that is active, or has been healed. */
interface ActiveFault {
  readonly until: number;
  /** Affected nodes. */
  readonly nodes: Injected["nodes"];
  /** Heals it if it is active. */
  readonly heal: () => Promise<void>;
}

/**
 * Injects faults at their times, heals each after its duration, and watches the recovery. Faults that are due together
 * select their targets before the first is injected, and are healed in reverse order. Events have the times at which
 * injection and healing were complete, which later times of the schedule wait for; the phases begin when the first
 * injection and the last healing are requested. Heals each exactly once, also on errors and aborts.
 */
export async function injectAndHeal(
  schedule: readonly TimedFault[],
  context: InjectionContext,
): Promise<void> {
  const { recorder, probes, runPhase } = context;
  const times = [
    ...new Set(schedule.flatMap(({ from, until }) => [from, until])),
  ]
    .sort((a, b) => a - b);
  const active: ActiveFault[] = [];
  recorder.phase("fault");
  await using healing = new AsyncDisposableStack();
  let elapsed = 0;
  for (const time of times) {
    if (time > elapsed) await runPhase("fault", time - elapsed);
    elapsed = time;
    if (time === times.at(-1)) recorder.phase("heal");
    for (
      const fault of active.filter(({ until }) => until === time).reverse()
    ) {
      await fault.heal();
      for (const node of fault.nodes) probes.watchCatchUp(node);
    }
    const due = schedule.filter(({ from }) => from === time);
    const injections = await Promise.all(
      due.map(async (timed) => ({
        timed,
        inject: await timed.fault.prepare(context),
      })),
    );
    for (const { timed, inject } of injections) {
      const fault = toActive(timed, await inject(), recorder);
      active.push(fault);
      healing.defer(fault.heal);
    }
  }
  await runPhase("heal", context.recovery);
}

/** Records the injection of a fault, and its healing once it is healed. */
function toActive(
  { fault: { name, title }, until }: TimedFault,
  { nodes, note, heal }: Injected,
  recorder: InjectionContext["recorder"],
): ActiveFault {
  const subject = nodes.map(({ name }) => name).join(",");
  recorder.append("events", [
    toEvent({
      run_id: recorder.run_id,
      at: timestamp(),
      kind: "fault",
      subject,
      detail: name,
      data: { title },
    }),
  ]);
  if (note !== "") recorder.event("note", subject, note);
  let isActive = true;
  return {
    until,
    nodes,
    async heal() {
      if (!isActive) return;
      isActive = false;
      await heal();
      recorder.event("heal", subject, name);
    },
  };
}
