/** The content of a report of a run that has nothing but its line. */
import type { RunContent } from "../../src/run_report/facts/run_content.ts";
import { toTestRun } from "./records.ts";

/** Returns the content of an import that counts, with other parts as given. */
export function toTestContent(options: Partial<RunContent> = {}): RunContent {
  const run = options.run ?? toTestRun("r1", { verdict: "none" });
  return {
    run,
    judged: run,
    validity: {
      run_id: run.run_id,
      status: run.status,
      stored_status: run.status,
      reasons: [],
      background_load: null,
      disturbed: false,
    },
    declared: null,
    digest: "",
    clock: null,
    operations: { measured: false, kinds: [], failures: [] },
    stages: [],
    workers: [],
    load: null,
    recovery: null,
    monitoring: null,
    forwarding: null,
    platform: null,
    samples: [],
    host: null,
    memory: null,
    machines: [],
    lines: { events: [], warnings: [], reported: [] },
    integrity: [],
    siblings: [],
    recomputed: new Map(),
    ...options,
  };
}
