/** Procedure of `monitoring-load`: scrape targets, a Prometheus with limited resources, and its query load. */
import { limitResources } from "../../lab/limits/resource_limits.ts";
import { supervise } from "../../lab/processes/supervisor.ts";
import { defineProcedure } from "../../lab/run/define_procedure.ts";
import { timestamp } from "../../lab/timing/wall_clock.ts";
import { formatValue, toEvent } from "../../record/mod.ts";
import { startLoki } from "../../systems/loki/loki.ts";
import {
  type Prometheus,
  startPrometheus,
} from "../../systems/prometheus/prometheus.ts";
import { readLogWarnings } from "../../systems/prometheus/prometheus_warnings.ts";
import { startTargets } from "../../systems/targets/scrape_targets.ts";
import { startLogLoad } from "../../workloads/logs/log_load.ts";
import { monitoringLoad } from "./monitoring_load.ts";
import { startQueries } from "./query_load.ts";
import { readServerMetrics, recordSelfReported } from "./self_reported.ts";
import { watchServer } from "./server_probes.ts";

/** Estimated time for the server to start and discover its targets. */
const SERVER_START_S = 8;

/** Limits the metrics of incremental queries, as all names are sent to the load generator. */
const MAX_QUERIED_METRICS = 1000;

/** Starts targets, server and query load, and restarts the server whenever it exits. */
export const monitoringProcedure = defineProcedure({
  settings: monitoringLoad.settings,
  estimate({ scrape_interval, warmup, duration, cooldown }) {
    return SERVER_START_S + scrape_interval + warmup + duration + cooldown;
  },
  estimateSimulation: null,
  async setUp(context) {
    const { values, recorder, receivers, owned, processes, signal } = context;
    const { run_id } = recorder;
    const loki = values.log_lines === 0 ? null : await startLoki({
      endpoint: context.systemSettings["loki"] ?? "",
      processes,
      signal,
    });
    context.onProgress("set up", `${values.targets} targets`);
    const targets = await startTargets(processes, {
      shape: values,
      exporter: values.exporter,
      avalanche: context.systemSettings["avalanche"] ?? "",
      signal,
    });
    context.onProgress("set up", "Prometheus");
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
          recorder.event(
            "oom",
            "prometheus",
            `${formatValue(resident, "MiB")} MiB of ${
              formatValue(limit, "MiB")
            } MiB`,
            at,
          ),
      }),
    );
    recorder.event("up", "prometheus");
    recorder.event("note", "prometheus", `budget: ${budget.enforced}`);
    receivers.onEvents([
      toEvent({
        run_id,
        at: timestamp(),
        kind: "note",
        subject: "targets",
        detail: `${targets.exporter} ${targets.version}`,
        data: { exporter: targets.exporter, version: targets.version },
      }),
    ]);
    // Ended targets show in the server's target health instead.
    context.watchExits(loki?.process ? [loki.process] : []);
    owned.use(watchServer({ server, targets, run_id, receivers }));
    owned.use(supervise(server.process, {
      ready: () => server.api.ready(),
      after: values.restart_after,
      onDown(at, reason) {
        recorder.event("down", "prometheus", reason, at);
        // Exceeding the memory limit ends in SIGKILL, and is an event `oom`.
        if (reason !== "SIGKILL") {
          recorder.warn("died", `prometheus ended by itself: ${reason}`);
        }
      },
      onUp: (at) => recorder.event("up", "prometheus", "", at),
      signal,
    }));
    const load = owned.use(
      await startQueries({
        ...values,
        run_id,
        url: server.url,
        metrics: Array.from(
          { length: Math.min(values.metrics, MAX_QUERIED_METRICS) },
          (_, index) => targets.metric(index),
        ),
        seed: context.seed,
      }, { ...values, processes, recorder, receivers, signal }),
    );
    const logs = loki === null ? [] : [owned.use(startLogLoad({
      run_id,
      url: loki.url,
      lines: values.log_lines,
      streams: values.log_streams,
      period: values.log_period,
      timeout: values.timeout,
      seed: context.seed,
    }, receivers))];
    owned.use(killOnAbort(server, signal));
    return {
      system_version: server.version,
      loads: [load, ...logs],
      async phases({ runPhase, coolDown }) {
        await runPhase("warm_up", values.warmup);
        const span = await runPhase("measure", values.duration);
        await coolDown(
          values.cooldown,
          async () =>
            recordSelfReported(recorder, await readServerMetrics(server, span)),
        );
      },
    };
  },
});

/** Kills the server on abort, so that queries in flight fail at once and an interrupted run ends promptly. */
function killOnAbort({ process }: Prometheus, signal: AbortSignal): Disposable {
  const kill = () => void process.signal("SIGKILL");
  signal.addEventListener("abort", kill);
  return {
    [Symbol.dispose]: () => signal.removeEventListener("abort", kill),
  };
}
