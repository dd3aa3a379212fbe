/**
 * Seeded instances that a fault took away, until each is recorded as running again. A thread of the load records one when it
 * has brought it back; here it gets the time of the fault, which threads do not know, and those never brought back are
 * added.
 */
import type { OperationRows } from "../../lab/recording/operation_rows.ts";
import { toTime } from "../../lab/timing/wall_clock.ts";
import type { Operation, Stage } from "../../record/mod.ts";
import { toGuid } from "../../workloads/control_plane/lrps.ts";

export interface RecoveryAccountOptions {
  readonly run_id: string;
  readonly onOperations: (rows: readonly Operation[]) => void;
  readonly onStages: (rows: readonly Stage[]) => void;
}

/** A fault that takes instances away. */
export interface LossOptions {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Numbers of the seeded instances that may be lost. */
  readonly instances: readonly number[];
  /** How it is noticed that one is lost; null where nobody tells. */
  readonly noticed: "Noticed-Missing-Cell" | "Noticed-Missing-Record" | null;
}

export interface RecoveryAccount {
  /** Takes rows of a load, and passes them on. */
  take(rows: OperationRows): void;
  /** Begins with a fault. */
  begin(loss: LossOptions): void;
  /** Ends the observation. */
  end(): void;
}

export function openRecoveryAccount(
  { run_id, onOperations, onStages }: RecoveryAccountOptions,
): RecoveryAccount {
  let loss: LossOptions | null = null;
  let missing = new Set<number>();

  const toRow = (number: number, since: number): Operation => ({
    ...{ run_id, operation_id: `recover:${toGuid("lrp", number)}/0` },
    ...{ kind: "recover", subject: "lrp", started_at: toTime(since) },
    ...{ duration_s: null, outcome: "unfinished", error: "", code: "" },
    ...{ bytes: 0, worker: "" },
  });

  /** Returns the row of an instance that was brought back; null for one that was not, or not lost, or was counted before. */
  function recovered(row: Operation): Operation | null {
    if (row.outcome !== "ok") return null;
    const number = Number(/-(\d+)$/.exec(row.operation_id)?.[1] ?? NaN);
    if (loss === null || !missing.delete(number)) return null;
    const noticed = Date.parse(row.started_at ?? "");
    const back = noticed + (row.duration_s ?? 0) * 1000;
    const own = toRow(number, loss.at);
    const { operation_id } = own;
    const stages = [
      ["Lost", loss.at],
      ...loss.noticed === null ? [] : [[loss.noticed, noticed] as const],
      ["Running-In-BBS", back],
    ] as const;
    onStages(
      stages.map(([stage, at]) => ({
        ...{ run_id, operation_id, stage, at: toTime(at) },
      })),
    );
    return {
      ...own,
      duration_s: Math.max(0, Math.round((back - loss.at) * 1000) / 1e6),
      outcome: "ok",
    };
  }

  return {
    take(rows) {
      onOperations(
        [...rows].flatMap((row) =>
          row.kind === "recover" ? recovered(row) ?? [] : [row]
        ),
      );
    },
    begin(options) {
      loss = options;
      missing = new Set(options.instances);
    },
    end() {
      if (loss === null) return;
      const { at } = loss;
      loss = null;
      const rows = [...missing].map((number) => ({
        ...toRow(number, at),
        code: "missing",
      }));
      if (rows.length > 0) onOperations(rows);
    },
  };
}
