/** Procedure of `monitoring-load`: scrape targets, a Prometheus with limited resources, and its query load. */
import { formatMeasures } from "../../analysis/monitoring/format_measures.ts";
import {
  measureMonitoring,
  toObjectiveMetrics,
} from "../../analysis/monitoring/monitoring_measures.ts";
import { limitResources } from "../../lab/limits/resource_limits.ts";
import { watchUnexpectedExits } from "../../lab/processes/unexpected_exits.ts";
import { evaluateObjectives } from "../../lab/plan/objectives.ts";
import { supervise } from "../../lab/processes/supervisor.ts";
import { waitForStart } from "../../lab/load/load_events.ts";
import { delay } from "../../lab/timing/delay.ts";
import { ProcessGroup } from "../../lab/processes/process_group.ts";
import type {
  Procedure,
  RunContext,
  RunResult,
} from "../../lab/session/session.ts";
import { toParams } from "../../lab/plan/settings.ts";
import { watchLoad } from "../../lab/load/load_progress.ts";
import { timestamp } from "../../lab/timing/wall_clock.ts";
import { formatValue, toEvent } from "../../record/mod.ts";
import { startLogLoad } from "../../workloads/logs/log_load.ts";
import { startLoki } from "../../systems/loki/loki.ts";
import {
  type Prometheus,
  startPrometheus,
} from "../../systems/prometheus/prometheus.ts";
import { readLogWarnings } from "../../systems/prometheus/prometheus_warnings.ts";
import { startTargets } from "../../systems/targets/scrape_targets.ts";
import { createRowCollector, type RowCollector } from "./row_collector.ts";
import { MonitoringValues } from "./monitoring_values.ts";
import { startQueries } from "./query_load.ts";
import { watchServer } from "./server_probes.ts";
import { readServerMetrics, recordSelfReported } from "./self_reported.ts";

/** Estimated time for the server to start and discover its targets. */
const SERVER_START_S = 8;

/** Limits the metrics of incremental queries, as all names are sent to the load generator. */
const MAX_QUERIED_METRICS = 1000;

export const monitoringProcedure: Procedure = {
  estimate(values) {
    const { scrape_interval, warmup, duration, cooldown } = MonitoringValues
      .parse(values);
    return SERVER_START_S + scrape_interval + warmup + duration + cooldown;
  },
  run: runMonitoringLoad,
};

/**
 * Starts targets, server and query load, restarts the server whenever it exits, and evaluates the run by its rows.
 * Stops all it started, also on errors and aborts.
 */
async function runMonitoringLoad(context: RunContext): Promise<RunResult> {
  const { recorder, signal, onProgress } = context;
  const values = MonitoringValues.parse(context.values);
  const collector = createRowCollector(recorder);
  collector.phase("set_up");
  await using owned = new AsyncDisposableStack();
  const processes = owned.use(await ProcessGroup.create());
  const loki = values.log_lines === 0 ? null : await startLoki({
    endpoint: context.systemSettings["loki"] ?? "",
    processes,
    signal,
  });
  onProgress("set up", `${values.targets} targets`);
  const targets = await startTargets(processes, {
    shape: values,
    exporter: values.exporter,
    avalanche: context.systemSettings["avalanche"] ?? "",
    signal,
  });
  onProgress("set up", "Prometheus");
  const server = await startPrometheus({
    processes,
    addresses: targets.addresses,
    scrape_interval: values.scrape_interval,
    block_duration: values.block_duration,
    limits: { memory: values.memory_limit, cpu: values.cpu_limit },
    settings: context.systemSettings,
    backfill: values.history === 0 ? null : {
      metric: targets.metric(0),
      seconds: values.history,
      value_interval: values.value_interval,
    },
    signal,
  });
  owned.defer(async () => {
    for (
      const { message, lines } of await readLogWarnings(server.process.log)
    ) {
      recorder.warn("server-log", message, lines);
    }
  });
  const budget = owned.use(
    await limitResources(server.process, {
      memory: values.memory_limit,
      cpu: values.cpu_limit,
      onOom: ({ at, resident, limit }) =>
        collector.event(
          "oom",
          "prometheus",
          `${formatValue(resident, "MiB")} MiB of ${
            formatValue(limit, "MiB")
          } MiB`,
          at,
        ),
    }),
  );
  collector.event("up", "prometheus");
  collector.event("note", "prometheus", `budget: ${budget.enforced}`);
  collector.events([
    toEvent({
      run_id: recorder.run_id,
      at: timestamp(),
      kind: "note",
      subject: "targets",
      detail: `${targets.exporter} ${targets.version}`,
      data: { exporter: targets.exporter, version: targets.version },
    }),
  ]);
  // Ended targets show in the server's target health instead.
  owned.use(watchUnexpectedExits(loki?.process ? [loki.process] : [], {
    event: collector.event,
    warn: (code, message) => recorder.warn(code, message),
  }));
  owned.use(watchServer({ server, targets, recorder, collector }));
  owned.use(supervise(server.process, {
    ready: () => server.api.ready(),
    after: values.restart_after,
    onDown(at, reason) {
      collector.event("down", "prometheus", reason, at);
      // Exceeding the memory limit ends in SIGKILL, and is an event `oom`.
      if (reason !== "SIGKILL") {
        recorder.warn("died", `prometheus ended by itself: ${reason}`);
      }
    },
    onUp: (at) => collector.event("up", "prometheus", "", at),
    signal,
  }));
  const load = owned.use(
    await startQueries({
      ...values,
      run_id: recorder.run_id,
      url: server.url,
      metrics: Array.from(
        { length: Math.min(values.metrics, MAX_QUERIED_METRICS) },
        (_, index) => targets.metric(index),
      ),
      seed: context.seed,
    }, { ...values, processes, recorder, collector, signal }),
  );
  const logs = loki === null ? null : owned.use(startLogLoad({
    run_id: recorder.run_id,
    url: loki.url,
    lines: values.log_lines,
    streams: values.log_streams,
    period: values.log_period,
    timeout: values.timeout,
    seed: context.seed,
  }, { onOperations: collector.operations, onEvents: collector.events }));
  owned.use(killOnAbort(server, signal));

  await Promise.all(
    [load, ...logs === null ? [] : [logs]]
      .map((each) => waitForStart(each, { signal })),
  );
  collector.phase("warm_up");
  const runPhase = (phase: string, seconds: number) =>
    watchLoad(load, { phase, seconds, signal, onProgress });
  await runPhase("warm up", values.warmup);
  collector.phase("measure");
  const from = Date.now();
  await runPhase("measure", values.duration);
  collector.phase("cool_down");
  const until = Date.now();
  onProgress("cool down", "waiting for the last responses");
  await Promise.all([load.stop(), logs?.stop()]);
  recordSelfReported(
    recorder,
    await readServerMetrics(server, { from: from / 1000, until: until / 1000 }),
  );
  await delay(values.cooldown, signal);
  collector.phase("tear_down");
  return toRunResult(collector, server, context);
}

/** Kills the server on abort, so that queries in flight fail at once and an interrupted run ends promptly. */
function killOnAbort({ process }: Prometheus, signal: AbortSignal): Disposable {
  const kill = () => void process.signal("SIGKILL");
  signal.addEventListener("abort", kill);
  return {
    [Symbol.dispose]: () => signal.removeEventListener("abort", kill),
  };
}

/** Evaluates the objectives of a run; its validity is evaluated when its record is closed. */
function toRunResult(
  collector: RowCollector,
  { version }: Prometheus,
  { values, experiment }: RunContext,
): RunResult {
  const rows = collector.toRunRows(toParams(experiment.settings, values));
  const measures = measureMonitoring(rows);
  if (measures === null) {
    return {
      run: { system_version: version },
      summary: "nothing was measured",
    };
  }
  return {
    run: {
      system_version: version,
      ...evaluateObjectives(
        toObjectiveMetrics(measures),
        experiment.objectives,
      ),
    },
    summary: formatMeasures(measures),
  };
}
