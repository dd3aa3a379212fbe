/** Builds case ids from settings. */
import type { Param } from "../../record/mod.ts";
import { paramKeys } from "./run_record_rows.ts";

/**
 * Returns a case id such as `metrics_per_target=200,targets=12`: the settings in the order of `paramKeys`, numbers in
 * base units; `unrecorded` without any setting.
 */
export function toCaseId(params: readonly Param[]): string {
  return paramKeys.flatMap((key) => params.filter((param) => param.key === key))
    .map(({ key, value, number }) => `${key}=${number ?? value}`).join(",") ||
    "unrecorded";
}
