/** Names of cases made from settings. */
import type { Param } from "../../record/mod.ts";
import { paramKeys } from "./run_record_rows.ts";

/**
 * `metrics_per_target=200,targets=12`: the settings in the order of the list of known rows, numbers in base units.
 *
 * A run without any setting is of the case `unrecorded`.
 */
export function toCaseId(params: readonly Param[]): string {
  return paramKeys.flatMap((key) => params.filter((param) => param.key === key))
    .map(({ key, value, number }) => `${key}=${number ?? value}`).join(",") ||
    "unrecorded";
}
