/** What integrity checks say of runs, for people at a terminal. */
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

/** A line for each check that failed or warned, with its numbers, one for runs that are not ok, and one that counts all. */
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
  const others = Map.groupBy(
    facts.filter(({ status }) => status !== "ok"),
    ({ status }) => status,
  );
  return [
    ...lines,
    ...[...others].map(([status, mine]) =>
      `not checked: ${mine.length} of ${facts.length} runs, ${status}`
    ),
    `integrity: ${count("pass")} passed, ${count("warn")} warned, ${
      count("fail")
    } failed, ${count("unknown")} unknown, ${
      count("given")
    } could not have failed`,
  ];
}
