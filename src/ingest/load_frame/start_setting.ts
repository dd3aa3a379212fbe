/** Setting of the start of a run, for tools that print offsets in place of times. */
import { UsageError } from "../../record/mod.ts";
import type { ImportOptions } from "../source/importer.ts";
import { type ToolContext, warnRun } from "./tool_fields.ts";

/** The setting, with its meaning, for `LoadTool.settings`. */
export const startSettings = {
  started_at:
    "start of the run in ISO 8601 with an offset, as the file has offsets only",
};

/** Returns the start of the run in Unix ms; null if it was not set. Throws `UsageError` for text that is no time. */
export function startSetting(
  options: Pick<ImportOptions, "settings">,
): number | null {
  return timeSetting(options, "started_at");
}

/** Returns a setting in Unix ms; null if it was not set. Throws `UsageError` for text that is no time. */
export function timeSetting(
  { settings }: Pick<ImportOptions, "settings">,
  key: string,
): number | null {
  const text = settings[key];
  if (text === undefined) return null;
  const ms = Date.parse(text);
  if (/T.*(?:Z|[+-]\d\d:?\d\d)$/.test(text) && !Number.isNaN(ms)) return ms;
  throw new UsageError(
    `Cannot set '${key}' as it must be a time such as 2026-11-28T21:18:51Z: current value is '${text}'`,
  );
}

/** Warns that samples have no time, unless the start was set. */
export function warnOfOffsets(
  context: ToolContext,
  startMs: number | null,
): void {
  if (startMs !== null) return;
  warnRun(
    context,
    "no-timestamp",
    "the file has offsets in place of times; --set started_at=... places them",
  );
}
