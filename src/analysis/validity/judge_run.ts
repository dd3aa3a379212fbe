/** What the rows of a run that has just ended say of it, by the same rules as of any record. */
import type { Run } from "../../record/mod.ts";
import { causeOf, validity } from "./validity.ts";

/**
 * The run as it is to be recorded: its status by the rules of `rules.ts`, and the cause in its notes. One that
 * does not count has no verdict. A run that was skipped, failed or was cut off stays as it is.
 */
export async function judgeRun(record: string, run: Run): Promise<Run> {
  if (run.status !== "ok" && run.status !== "invalid") return run;
  // Only here: notebooks import this file, and may not load the addon.
  const { openPart } = await import("../../store/open_part.ts");
  using store = await openPart(record, run);
  const found = (await validity(store, run.experiment)).get(run.run_id);
  if (!found || found.status === "ok") return { ...run, status: "ok" };
  return {
    ...run,
    status: found.status,
    verdict: "none",
    verdict_text: "",
    notes: causeOf(found),
  };
}
