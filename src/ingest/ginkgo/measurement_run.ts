/** Builds the run of a file of measurements. */
import { type Run, toRunId } from "../../record/mod.ts";
import type { MeasurementFile } from "./ginkgo.ts";
import {
  type ImportOptions,
  type RowLists,
  type SourceFile,
  toWarning,
} from "../source/importer.ts";
import { baseName } from "../source/machine.ts";
import { findSuite, suiteParams } from "./results_path.ts";

/** Returns the run of a file; adds a warning if its time is missing or its database contradicts its folder. */
export function toMeasurementRun(
  content: MeasurementFile,
  file: SourceFile,
  { experiment, settings }: ImportOptions,
  { warnings }: RowLists,
): Run {
  const { timestamp, cfDeploymentVersion, capiVersion, ccdbVersion } = content;
  const started = timestamp === null ? null : isoTime(timestamp);
  const suite = findSuite(file.name, { settings, ccdbVersion });
  const run_id = toRunId(started, { identity: file.digest });
  const warn = (code: string, message: string) =>
    warnings.push(
      toWarning({ run_id, code, message, place: baseName(file.name) }),
    );
  if (started === null) {
    warn("no-timestamp", `the file's time is ${timestamp ?? "not given"}`);
  }
  if (ccdbVersion && !suite.database.startsWith(ccdbVersion)) {
    warn(
      "database-mismatch",
      `database is ${suite.database}, the file says ${ccdbVersion}`,
    );
  }
  const versions = {
    ...(cfDeploymentVersion && { cf_deployment_version: cfDeploymentVersion }),
    ...(capiVersion && { capi_version: capiVersion }),
    ...(ccdbVersion && { ccdb_version: ccdbVersion }),
  };
  return {
    run_id,
    experiment,
    case_id: `${suite.database}/${suite.suite}/${suite.suite_version}`,
    repetition: 1,
    part: run_id,
    system: settings.system ??
      (content.shape === "report" ? "cloud-controller" : "unknown"),
    system_version: capiVersion,
    mode: "imported",
    tool: content.shape === "report" ? "cf-performance-tests" : "ginkgo",
    tool_version: "",
    environment: versions,
    started_at: started,
    ended_at: null,
    status: "ok",
    verdict: "none",
    verdict_text: "",
    objectives: [],
    source: baseName(file.name),
    notes: "",
    params: suiteParams(suite, { cfDeploymentVersion, capiVersion }),
  };
}

/** Converts Unix seconds to ISO 8601 in UTC; null outside the years 1970 to 9999. */
function isoTime(seconds: number): string | null {
  if (!(seconds > 0 && seconds < 253402300800)) return null;
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}
