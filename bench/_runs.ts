/** Synthetic runs for benchmarks of the store: thirty a day, of any number of operations, in ten cases. */
import { appendRuns, type Operation, PartWriter } from "../src/record/mod.ts";

const RUNS_A_DAY = 30;
const CASES = 10;
const BATCH_ROWS = 1000;

/** Records run `i` under `data`, as a run of the lab leaves it, with operations a millisecond apart. */
export async function writeRun(
  data: string,
  i: number,
  operations: number,
): Promise<void> {
  const day = new Date(
    Date.UTC(2026, 0, 1 + Math.floor(i / RUNS_A_DAY), 8, i % RUNS_A_DAY),
  );
  const run_id = `${
    day.toISOString().slice(0, 19).replaceAll(/[-:]/g, "")
  }Z-${i}`;
  await using writer = new PartWriter(`${data}/bench/${run_id}`);
  for (let from = 0; from < operations; from += BATCH_ROWS) {
    writer.append(
      "operations",
      Array.from(
        { length: Math.min(BATCH_ROWS, operations - from) },
        (_, n) => toOperation(run_id, i, from + n),
      ),
    );
  }
  await writer.close();
  await appendRuns(`${data}/bench`, [{
    ...{ run_id, experiment: "bench", case_id: `case-${i % CASES}` },
    ...{ repetition: 1 + Math.floor(i / CASES), part: run_id },
    ...{ system: "none", system_version: "", tool: "bench", tool_version: "" },
    ...{ environment: {}, source: "", notes: "" },
    mode: "real",
    status: "ok",
    verdict: "none",
    started_at: day.toISOString(),
    ended_at: new Date(day.getTime() + 1000).toISOString(),
    ...{ verdict_text: "", objectives: [], params: [] },
  }]);
}

function toOperation(run_id: string, i: number, n: number): Operation {
  return {
    ...{ run_id, operation_id: String(n), kind: "put", subject: "" },
    started_at: new Date(1.7672256e12 + n).toISOString(),
    // A multiplicative hash: durations differ, and are the same each time.
    duration_s: (((n + i * 7919) * 2654435761) % 1_000_003) / 1e6,
    outcome: "ok",
    ...{ error: "", code: "", bytes: 1024, worker: "" },
  };
}
