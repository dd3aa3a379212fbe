/** Everything that is measured of each run of a forwarder, from which its verdict follows. */
import type { Store } from "../../../store/mod.ts";
import { type AwaySinks, awaySinks } from "./away_sinks.ts";
import { deliveryLatencies, type DeliveryLatency } from "./delivery_latency.ts";
import {
  type ForwarderCost,
  partCosts,
  toForwarderCost,
} from "./forwarder_cost.ts";
import { type ForwardingRun, forwardingRuns } from "./forwarding_runs.ts";
import { type HealthySink, healthySinks } from "./healthy_sinks.ts";
import { type HopRow, hopRows } from "./hop_rows.ts";
import {
  type AccountFinding,
  findContradictions,
  type LineAccount,
  lineAccounts,
} from "./line_accounts.ts";
import { hostUses } from "./host_use.ts";
import { lineRecoveries, type LineRecovery } from "./line_recovery.ts";
import { lineSeries } from "./line_series.ts";
import { type LossRow, lossRows } from "./loss_classes.ts";
import { type OddLineRow, oddLineRows } from "./odd_line_rows.ts";
import { type SenderRow, senderWrites, toSenderRow } from "./sender_blocks.ts";
import { sentStreams } from "./sent_clock.ts";
import { type SpoolUse, spoolUse } from "./spool_use.ts";

/** Measures of one run. Lists have a row for each sink; null is what does not apply. */
export interface ForwardingMeasures {
  readonly run: ForwardingRun;
  readonly accounts: readonly LineAccount[];
  readonly contradictions: readonly AccountFinding[];
  readonly losses: readonly LossRow[];
  readonly latencies: readonly DeliveryLatency[];
  readonly away: AwaySinks | null;
  readonly recoveries: readonly LineRecovery[];
  readonly healthy: readonly HealthySink[];
  readonly sender: SenderRow | null;
  readonly spool: SpoolUse;
  readonly cost: ForwarderCost;
  /** Mean share of the machine's processors that was not idle before the outage; null if not sampled. */
  readonly host_cpu: number | null;
  readonly hops: readonly HopRow[];
  readonly odd_lines: readonly OddLineRow[];
}

/** Returns the measures of every run of an experiment in order of time, of whatever status. */
export async function forwardingMeasures(
  store: Store,
  experiment = "forwarders",
): Promise<ForwardingMeasures[]> {
  const runs = await forwardingRuns(store, experiment);
  const accounts = await lineAccounts(store, experiment);
  const streams = await sentStreams(store, experiment);
  const series = await lineSeries(store, experiment);
  const accountsOf = byRun(accounts);
  const lossesOf = byRun(
    await lossRows(store, { runs, accounts, streams, experiment }),
  );
  const latenciesOf = byRun(await deliveryLatencies(store, experiment));
  const writesOf = byRun(await senderWrites(store, experiment));
  const costsOf = byRun(await partCosts(store, experiment));
  const hostOf = byRun(await hostUses(store, experiment));
  const oddLinesOf = byRun(await oddLineRows(store, experiment));
  return runs.map((run) => {
    const { run_id, topology } = run;
    const rows = {
      accounts: accountsOf(run_id),
      latencies: latenciesOf(run_id),
      series: series.get(run_id) ?? [],
    };
    const [writes] = writesOf(run_id);
    const delivered = rows.accounts.filter(({ kind }) => kind === "sink")
      .reduce((sum, { uniques }) => sum + uniques, 0);
    return {
      run,
      accounts: rows.accounts,
      contradictions: rows.accounts.flatMap((account) =>
        findContradictions(account, topology)
      ),
      losses: lossesOf(run_id),
      latencies: rows.latencies,
      away: awaySinks(run, rows.series),
      recoveries: lineRecoveries(run, rows),
      healthy: healthySinks(run, rows),
      sender: writes ? toSenderRow(run, { writes, ...rows }) : null,
      spool: spoolUse(run, rows),
      cost: toForwarderCost(run_id, delivered, costsOf(run_id)),
      host_cpu: hostOf(run_id)[0]?.cpu ?? null,
      hops: hopRows(run, rows),
      odd_lines: oddLinesOf(run_id),
    };
  });
}

/** Returns a function from the id of a run to its rows. */
function byRun<T extends { readonly run_id: string }>(
  rows: readonly T[],
): (run_id: string) => readonly T[] {
  const groups = Map.groupBy(rows, ({ run_id }) => run_id);
  return (run_id) => groups.get(run_id) ?? [];
}
