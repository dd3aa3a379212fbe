/** The phases of a run: all sinks there, an outage and the time after it, and the drain with the final account. */
import { delay } from "../../lab/timing/delay.ts";
import type { SinkFollower } from "../../lab/lines/sink_follower.ts";
import type { PhaseSteps } from "../../lab/run/phase_steps.ts";
import type { Phase, Reported } from "../../record/mod.ts";
import { drain } from "./drain.ts";
import { countSent, toFates, toReported, toSent } from "./final_account.ts";
import { restartForwarder } from "./restart_forwarder.ts";
import { findSinkFault, type SinkFault } from "./sink_faults.ts";
import { beginOutage, type SinkOutage } from "./sink_outage.ts";
import type { ForwarderContext, LinePath } from "./start_path.ts";
import type { LoadHandle } from "../../lab/load/load_handle.ts";
import type { SentStream } from "../../workloads/lines/lines_plan.ts";

/** Time between two looks at a buffer: longer than the intervals in which forwarders count. */
const SETTLE_LOOK_S = 2;

/** Most time to wait for a buffer that still grows. */
const MAX_SETTLE_S = 20;

/** What the phases of a run act on. */
export interface ForwardingRun {
  readonly context: ForwarderContext;
  readonly path: LinePath;
  readonly follower: SinkFollower;
  readonly load: Pick<LoadHandle<readonly SentStream[]>, "stop">;
  /** What must have all lines in the end: hops and sinks, or the sinks of a cluster together. */
  readonly complete: readonly string[];
}

/** Makes all phases. */
export async function makePhases(
  run: ForwardingRun,
  steps: PhaseSteps,
): Promise<void> {
  const { values } = run.context;
  const fault = findSinkFault(values.fault);
  await makePhase(run, steps, "warm_up", values.warmup);
  await makePhase(run, steps, "measure", values.duration);
  const outage = fault ? await makeOutage(run, steps, fault) : null;
  const { stop } = values;
  if (outage && stop === "none") {
    await makeHealing(run, steps, outage);
  }
  await steps.coolDown(0, async () => {
    if (outage && stop !== "none") {
      // All lines that were sent are in the buffer, or with the system, before the forwarder is stopped.
      await restartLast(run, stop);
      await outage.end();
    }
    await closeAccount(run);
  });
}

/** Begins a phase for the record and for the latencies of its lines, and keeps the load running. */
async function makePhase(
  { context, follower }: ForwardingRun,
  { wait }: PhaseSteps,
  phase: Phase,
  seconds: number,
): Promise<void> {
  follower.phase(phase, context.recorder.phase(phase));
  await wait(phase, seconds);
}

/** Makes the phase `fault`, at whose end the sinks are still away. */
async function makeOutage(
  { context, path, follower }: ForwardingRun,
  { wait }: PhaseSteps,
  fault: SinkFault,
): Promise<SinkOutage> {
  const { values, recorder, processes, signal } = context;
  follower.phase("fault", recorder.phase("fault"));
  const outage = await beginOutage({
    ...{ fault, recorder, follower, signal },
    sinks: path.sinks,
    folder: processes.folder,
  });
  // Samples at both ends of an outage, as what arrives just before or after it is not of it.
  await follower.sample();
  await wait("fault", values.outage / 2);
  await outage.turn();
  await wait("fault", values.outage / 2);
  await follower.sample();
  return outage;
}

/** Makes the phase `heal`: brings the sinks back, under load. */
async function makeHealing(
  { context, follower }: ForwardingRun,
  { wait }: PhaseSteps,
  outage: SinkOutage,
): Promise<void> {
  const { values, recorder } = context;
  follower.phase("heal", recorder.phase("heal"));
  await outage.end();
  await wait("heal", values.recovery);
}

/** Restarts the forwarder; of a chain the last one, which has the backlog. */
async function restartLast(
  { context, path }: ForwardingRun,
  by: "SIGTERM" | "SIGKILL",
): Promise<void> {
  const { source, forwarder } = path.stages.at(-1) ?? {};
  if (!source || !forwarder?.main) return;
  context.onProgress("cool down", `${by} to ${source}`);
  const { recorder, signal, values } = context;
  const { main, processes } = forwarder;
  const isAll = values.stopped === "all";
  if (isAll) await settle(() => countQueued(path), signal);
  const stopped = isAll ? processes : [main];
  await restartForwarder({
    ...{ by, recorder, signal },
    stopped: stopped.map((process) => ({
      name: process === main ? source : process.name,
      process,
    })),
  });
}

/**
 * Waits until the buffer grows no more, some time at most: then an adapter has nothing left that the buffer lacks. What a
 * forwarder cannot tell is not waited for.
 */
async function settle(
  queued: () => Promise<number | null>,
  signal: AbortSignal,
): Promise<void> {
  const begin = performance.now();
  let before: number | null = null;
  while (performance.now() - begin < MAX_SETTLE_S * 1000) {
    await delay(SETTLE_LOOK_S, signal);
    const now = await queued();
    if (now === null || now === before) return;
    before = now;
  }
}

/** Waits for what is still in the buffers, and records what became of every line. */
async function closeAccount(
  { context, path, follower, load, complete }: ForwardingRun,
): Promise<void> {
  const { recorder, values, signal } = context;
  const { run_id } = recorder;
  const streams = await load.stop();
  await drain({
    ...{ follower, recorder, signal, streams, subjects: complete },
    timeout: values.drain,
    queued: () => countQueued(path),
    onProgress: (detail) => context.onProgress("cool down", detail),
  });
  if (complete.some((name) => lacks(follower, streams, name))) {
    await warnOfLogs(context, path);
  }
  context.onProgress("cool down", "closing the account");
  const reported = values.stop === "none"
    ? await readReported(run_id, path, signal)
    // A restart sets some counters back, and leaves others as they were.
    : [];
  await follower.stop();
  recorder.append("sequences", toSent(run_id, streams));
  for (const subject of complete) {
    const lines = follower.lines(subject);
    recorder.append("sequences", toFates(run_id, { subject, lines, streams }));
  }
  recorder.append("histograms", follower.deliveries());
  recorder.append("reported", reported);
}

/** Returns the lines that the forwarders of a path say they have; null if one does not say. */
async function countQueued(
  { stages }: Pick<LinePath, "stages">,
): Promise<number | null> {
  let sum = 0;
  for (const { forwarder: { counters } } of stages) {
    if (counters === null) return null;
    const { sinks, shared } = await counters();
    const told = [...sinks, shared].flatMap(({ queued }) => queued ?? []);
    if (told.length === 0) return null;
    for (const queued of told) sum += queued;
  }
  return sum;
}

function lacks(
  follower: SinkFollower,
  streams: readonly SentStream[],
  subject: string,
): boolean {
  return follower.account(subject).unique < countSent(streams, subject);
}

/** Records how the logs of a forwarder end that has not delivered all lines, as they may say why. */
async function warnOfLogs(
  { recorder }: ForwarderContext,
  { stages }: LinePath,
): Promise<void> {
  for (
    const process of stages.flatMap(({ forwarder }) => forwarder.processes)
  ) {
    const end = await process.logTail(1);
    if (end === "") continue;
    recorder.warn("forwarder-log", `the log of ${process.name} ends: ${end}`);
  }
}

/** Reads the last counters of every forwarder, by the sinks or the hop that it sends to, once they tell of all lines. */
async function readReported(
  run_id: string,
  { stages, hops, sinks }: LinePath,
  signal: AbortSignal,
): Promise<Reported[]> {
  const lags = stages.map(({ forwarder }) => forwarder.countersLag);
  await delay(Math.max(0, ...lags), signal);
  const rows: Reported[] = [];
  for (const [index, { forwarder }] of stages.entries()) {
    const hop = hops[index];
    const names = (hop ? [hop] : sinks).map(({ name }) => name);
    const counters = await forwarder.counters?.();
    if (!counters) continue;
    const { countedBy } = forwarder;
    rows.push(...toReported(run_id, { counters, countedBy, names }));
  }
  return rows;
}
