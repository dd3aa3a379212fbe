/** Accounts of the lines of a run: what was sent, and what became of it at each sink. The sinks are the truth. */
import { z } from "zod";
import type { Store } from "../../../store/mod.ts";
import sql from "./line_accounts.sql" with { type: "text" };

/** Kind of the table `reported` under which the counters of the forwarder itself stand. */
const OWN_COUNTERS = "forwarder";

const own = z.number().nullable();

const Row = z.strictObject({
  run_id: z.string(),
  /** `sink-1`, `hop-1`, or `cluster` for the union of its sinks. */
  subject: z.string(),
  kind: z.enum(["sink", "hop", "cluster"]),
  /** Lines that the generator sent, of all streams. */
  sent: z.number(),
  /** Lines that arrived, with copies; different ones; copies beyond the first. */
  received: z.number(),
  uniques: z.number(),
  duplicates: z.number(),
  /** Lines that had never arrived when the drain ended. Of a cluster only its union can lose one. */
  lost: z.number(),
  /** Lines behind a later one of their stream. */
  back_steps: z.number(),
  /** Parts of lines, and whole lines that nobody sent. */
  torn: z.number(),
  foreigners: z.number(),
  /** The forwarder's own counters for this sink at the end; null for one that it does not have. */
  own_sent: own,
  own_dropped: own,
  own_queued: own,
  /** Whether an adapter of ours has counted them, and not the tool; false where not recorded. */
  by_adapter: z.boolean(),
  /** Lines that proved the way before the load, which only the forwarder counts; null if not recorded. */
  markers: own,
});

/** Account of one sink, hop or cluster of one run, in lines. */
export type LineAccount = z.infer<typeof Row>;

/** Returns the accounts of all runs of an experiment, by run, then by subject. */
export function lineAccounts(
  store: Store,
  experiment = "forwarders",
): Promise<LineAccount[]> {
  return store.query(Row, sql, [experiment, OWN_COUNTERS]);
}

/** Whether a subject should get every line: each sink of a fan-out, each hop, and the union of a cluster. */
export function isComplete(
  { kind }: Pick<LineAccount, "kind">,
  topology: string,
): boolean {
  return topology !== "cluster" || kind !== "sink";
}

/** Returns the lines that came behind a later one of their stream, without copies, which always do. */
export function outOfOrder(
  { back_steps, duplicates }: Pick<LineAccount, "back_steps" | "duplicates">,
): number {
  return Math.max(0, back_steps - duplicates);
}

/** A contradiction between two counts of the same lines. */
export interface AccountFinding {
  readonly run_id: string;
  readonly subject: string;
  /**
   * `does-not-add-up`: our own counts differ. `own-sent`, `own-dropped`: the forwarder says another number than the
   * sink. `foreign`: it sent lines that nobody gave it.
   */
  readonly code: "does-not-add-up" | "own-sent" | "own-dropped" | "foreign";
  /** What was counted at the sink, and what is said of it. */
  readonly counted: number;
  readonly said: number;
}

/** Returns the contradictions of an account; empty for none. */
export function findContradictions(
  account: LineAccount,
  topology: string,
): AccountFinding[] {
  const { run_id, subject, sent, uniques, lost, received } = account;
  const findings: AccountFinding[] = [];
  const compare = (
    code: AccountFinding["code"],
    counted: number,
    said: number | null,
  ) => {
    if (said !== null && said !== counted) {
      findings.push({ run_id, subject, code, counted, said });
    }
  };
  compare("does-not-add-up", received, uniques + account.duplicates);
  if (isComplete(account, topology)) {
    compare("does-not-add-up", uniques + lost, sent);
    compare("own-dropped", lost, account.own_dropped);
  }
  // Of a cluster each sink gets some of the markers.
  const { own_sent, markers } = account;
  if (markers !== null && topology !== "cluster") {
    compare(
      "own-sent",
      received,
      own_sent === null ? null : own_sent - markers,
    );
  } else if (own_sent !== null && own_sent < received) {
    compare("own-sent", received, own_sent);
  }
  compare("foreign", account.foreigners, 0);
  return findings;
}
