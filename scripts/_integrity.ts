/** Formats the integrity checks of runs for a terminal. */
import {
  checkIntegrity,
  runFacts,
  summariseChecks,
} from "../src/analysis/mod.ts";
import type { Store } from "../src/store/mod.ts";
import { printable } from "./_main.ts";

export interface IntegrityOptions {
  readonly experiment: string;
  /** Runs to check. */
  readonly run_ids: ReadonlySet<string>;
}

/** Returns a line per failed or warned check with its worst run, one per status of unchecked runs, and the totals. */
export async function describeIntegrity(
  store: Store,
  { experiment, run_ids }: IntegrityOptions,
): Promise<string[]> {
  const facts = (await runFacts(store, experiment))
    .filter(({ run_id }) => run_ids.has(run_id));
  const findings = checkIntegrity(facts);
  const lines = summariseChecks(findings).flatMap(
    ({ check, fail, warn, worst }) => {
      if (!worst || fail + warn === 0) return [];
      const runs = `${
        worst.result === "fail" ? fail : warn
      } of ${facts.length} runs`;
      return [
        printable(
          `${worst.result} ${check}: ${runs}, such as ${worst.case_id}: ${worst.text}`,
        ),
      ];
    },
  );
  const count = (result: string) =>
    findings.filter((finding) => finding.result === result).length;
  const unchecked = Map.groupBy(
    facts.filter(({ status }) => status !== "ok"),
    ({ status }) => status,
  );
  return [
    ...lines,
    ...[...unchecked].map(([status, runs]) =>
      `not checked: ${runs.length} of ${facts.length} runs, ${status}`
    ),
    `integrity: ${count("pass")} passed, ${count("warn")} warned, ${
      count("fail")
    } failed, ${count("unknown")} unknown, ${
      count("given")
    } could not have failed`,
  ];
}
