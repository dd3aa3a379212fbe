/** A run of the monitoring stack: targets, a server within a budget, users who query it, and all that is seen of them. */
import { formatMeasures } from "../../analysis/monitoring/format_measures.ts";
import {
  measureMonitoring,
  toFigures,
} from "../../analysis/monitoring/monitoring_measures.ts";
import { setBudget } from "../../lab/limits/resource_limits.ts";
import { watchDeaths } from "../../lab/processes/unexpected_exits.ts";
import { judge } from "../../lab/plan/objectives.ts";
import { keepRunning } from "../../lab/processes/supervisor.ts";
import { waitForBegin } from "../../lab/load/load_events.ts";
import { pause } from "../../lab/timing/delay.ts";
import { ProcessGroup } from "../../lab/processes/process_group.ts";
import type { Ended, Procedure, RunContext } from "../../lab/session/session.ts";
import { toParams } from "../../lab/plan/settings.ts";
import { watchLoad } from "../../lab/load/load_progress.ts";
import { formatValue } from "../../record/mod.ts";
import { startLogLoad } from "../../workloads/logs/log_load.ts";
import { startLoki } from "../../systems/loki/loki.ts";
import { type Prometheus, startPrometheus } from "../../systems/prometheus/prometheus.ts";
import { readComplaints } from "../../systems/prometheus/prometheus_warnings.ts";
import { startTargets } from "../../systems/targets/scrape_targets.ts";
import { keepRows, type KeptRows } from "./row_collector.ts";
import { MonitoringValues } from "./monitoring_values.ts";
import { startQueries } from "./query_load.ts";
import { watchServer } from "./server_probes.ts";
import { figuresOfServer, reportFigures } from "./self_reported.ts";

/** Seconds in which a server starts and gets to know its targets, about. */
const START = 8;

/** Metrics that incremental queries choose from: each is a text that is sent to the generator. */
const MOST_ASKED = 1000;

export const monitoringProcedure: Procedure = {
  estimate(values) {
    const { scrape_interval, warmup, duration, cooldown } = MonitoringValues
      .parse(values);
    return START + scrape_interval + warmup + duration + cooldown;
  },
  run: driveServer,
};

/**
 * Starts targets and server, queries it for a while, has it started again whenever it ends, and judges the run by its rows.
 * All that was started ends on every way out.
 */
async function driveServer(context: RunContext): Promise<Ended> {
  const { recorder, signal, onProgress } = context;
  const values = MonitoringValues.parse(context.values);
  const kept = keepRows(recorder);
  kept.phase("set_up");
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
    bounds: { memory: values.memory_limit, cpu: values.cpu_limit },
    settings: context.systemSettings,
    history: values.history === 0 ? null : {
      metric: targets.metric(0),
      seconds: values.history,
      value_interval: values.value_interval,
    },
    signal,
  });
  owned.defer(async () => {
    for (const { message, lines } of await readComplaints(server.process.log)) {
      recorder.warn("server-log", message, lines);
    }
  });
  const budget = owned.use(
    await setBudget(server.process, {
      memory: values.memory_limit,
      cpu: values.cpu_limit,
      onOom: ({ at, resident, limit }) =>
        kept.event(
          "oom",
          "prometheus",
          `${formatValue(resident, "MiB")} MiB of ${
            formatValue(limit, "MiB")
          } MiB`,
          at,
        ),
    }),
  );
  kept.event("up", "prometheus");
  kept.event("note", "prometheus", `budget: ${budget.enforced}`);
  kept.event("note", "targets", `${targets.exporter} ${targets.version}`);
  // Targets that end are told by the server, which no longer reaches them.
  owned.use(watchDeaths(loki?.process ? [loki.process] : [], {
    event: kept.event,
    warn: (code, message) => recorder.warn(code, message),
  }));
  owned.use(watchServer({ server, targets, recorder, kept }));
  owned.use(keepRunning(server.process, {
    ready: () => server.api.ready(),
    after: values.restart_after,
    onDown(at, reason) {
      kept.event("down", "prometheus", reason, at);
      // A kill is what its budget ends in, and is told as an event `oom`.
      if (reason !== "SIGKILL") {
        recorder.warn("died", `prometheus ended by itself: ${reason}`);
      }
    },
    onUp: (at) => kept.event("up", "prometheus", "", at),
    signal,
  }));
  const load = owned.use(
    await startQueries({
      ...values,
      run_id: recorder.run_id,
      url: server.url,
      metrics: Array.from(
        { length: Math.min(values.metrics, MOST_ASKED) },
        (_, index) => targets.metric(index),
      ),
      seed: context.seed,
    }, { ...values, processes, recorder, kept, signal }),
  );
  const logs = loki === null ? null : owned.use(startLogLoad({
    run_id: recorder.run_id,
    url: loki.url,
    lines: values.log_lines,
    streams: values.log_streams,
    period: values.log_period,
    timeout: values.timeout,
    seed: context.seed,
  }, { onOperations: kept.operations, onEvents: kept.events }));
  owned.use(killOnAbort(server, signal));

  await Promise.all(
    [load, ...logs === null ? [] : [logs]]
      .map((one) => waitForBegin(one, { signal })),
  );
  kept.phase("warm_up");
  const spend = (phase: string, seconds: number) =>
    watchLoad(load, { phase, seconds, signal, onProgress });
  await spend("warm up", values.warmup);
  kept.phase("measure");
  const from = Date.now();
  await spend("measure", values.duration);
  kept.phase("cool_down");
  const until = Date.now();
  onProgress("cool down", "the last answers");
  await Promise.all([load.stop(), logs?.stop()]);
  reportFigures(
    recorder,
    await figuresOfServer(server, { from: from / 1000, until: until / 1000 }),
  );
  await pause(values.cooldown, signal);
  kept.phase("tear_down");
  return toEnded(kept, server, context);
}

/** Whoever interrupts a run waits for no answers: without a server they come to an end at once. */
function killOnAbort({ process }: Prometheus, signal: AbortSignal): Disposable {
  const kill = () => void process.signal("SIGKILL");
  signal.addEventListener("abort", kill);
  return {
    [Symbol.dispose]: () => signal.removeEventListener("abort", kill),
  };
}

/** Judges a run by its figures; whether they count is judged when its record is closed. */
function toEnded(
  kept: KeptRows,
  { version }: Prometheus,
  { values, experiment }: RunContext,
): Ended {
  const rows = kept.toRunRows(toParams(experiment.settings, values));
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
      ...judge(toFigures(measures), experiment.objectives),
    },
    summary: formatMeasures(measures),
  };
}
