/** Runs and settings of load tests that another tool ran, under the keys that our own experiments have. */
import { type Param, type Run, toRunId, UsageError } from "../../record/mod.ts";
import type { ImportOptions, SourceFile } from "../source/importer.ts";
import { baseName } from "../source/machine.ts";

/** Labels and base units of keys that have a unit, or are called something else than their key. */
const known = new Map<string, readonly [label: string, unit: string]>(
  Object.entries({
    value_size: ["Value size", "B"],
    field_size: ["Field size", "B"],
    read_share: ["Reads", "1"],
    rate: ["Rate", "1/s"],
    rate_of_a_worker: ["Rate of a worker", "1/s"],
    threads: ["Generator threads", ""],
    duration: ["Duration", "s"],
  }),
);

/** Settings by key in the order given, numbers in base units; what is null was not recorded and is left out. */
export function toLoadParams(
  values: Readonly<Record<string, number | string | null>>,
): Param[] {
  return Object.entries(values).flatMap(([key, value]) =>
    value === null ? [] : [{ key, value }]
  ).map(({ key, value }, i) => {
    const [label, unit] = known.get(key) ?? [toLabel(key), ""];
    return {
      key,
      value: String(value),
      number: typeof value === "number" ? value : null,
      unit,
      label,
      position: i + 1,
    };
  });
}

/** `Key pattern` of `key_pattern`. */
function toLabel(key: string): string {
  return key.charAt(0).toUpperCase() + key.slice(1).replaceAll("_", " ");
}

/** `repram nodes=3 workers=25 value_size=1024`, as our own cases are named; how long a run took and its loop name no case. */
export function toLoadCase(system: string, params: readonly Param[]): string {
  const settings = params
    .filter(({ key }) => key !== "duration" && key !== "loop")
    .map(({ key, value }) => `${key}=${value}`);
  return [system, ...settings].join(" ");
}

/**
 * The loop of a tool whose workers each wait for an answer: `limited` where they also keep to a rate, so that fewer than all
 * of them are busy. Either way a slow system is asked less often.
 */
export function loopOf(rate: number | null): string {
  return rate === null ? "closed" : "limited";
}

/** A number of the command line, or null where it is not given; throws `UsageError` for other text. */
export function numberSetting(
  settings: Readonly<Record<string, string>>,
  key: string,
): number | null {
  const text = settings[key]?.trim();
  if (text === undefined) return null;
  const value = Number(text);
  if (text === "" || !Number.isFinite(value) || value < 0) {
    throw new UsageError(
      `Cannot set '${key}' as it must be a number, not negative: current value is '${text}'`,
    );
  }
  return value;
}

export interface LoadRunOptions {
  readonly options: ImportOptions;
  readonly system: string;
  readonly tool: string;
  readonly params: readonly Param[];
  /** Names the case where the settings do not. @default {"toLoadCase"} */
  readonly caseId?: string;
  /** Which run of the file, from 1. @default {1} */
  readonly ordinal?: number;
  /** @default {""} */
  readonly systemVersion?: string;
  /** @default {""} */
  readonly toolVersion?: string;
  /** @default {{}} */
  readonly environment?: Run["environment"];
  /** @default {null} */
  readonly startedAt?: string | null;
  /** @default {null} */
  readonly endedAt?: string | null;
  /** @default {""} */
  readonly notes?: string;
}

/** One run of a file, first of its case; its id follows from the file's content and its place in it. */
export function toLoadRun(
  file: SourceFile,
  {
    options,
    system,
    tool,
    params,
    caseId = toLoadCase(system, params),
    ordinal = 1,
    systemVersion = "",
    toolVersion = "",
    environment = {},
    startedAt = null,
    endedAt = null,
    notes = "",
  }: LoadRunOptions,
): Run {
  const run_id = toRunId(startedAt, {
    ordinal,
    identity: `${file.digest}-${ordinal}`,
  });
  return {
    run_id,
    experiment: options.experiment,
    case_id: caseId,
    repetition: 1,
    part: run_id,
    system,
    system_version: systemVersion,
    mode: "imported",
    tool,
    tool_version: toolVersion,
    environment,
    started_at: startedAt,
    ended_at: endedAt,
    status: "ok",
    verdict: "none",
    verdict_text: "",
    source: baseName(file.name),
    notes,
    params: [...params],
  };
}

/** Counts the runs of each case through, in the order they are given. */
export function repetitionCounter(): (run: Run) => Run {
  const seen = new Map<string, number>();
  return (run) => {
    const repetition = (seen.get(run.case_id) ?? 0) + 1;
    seen.set(run.case_id, repetition);
    return { ...run, repetition };
  };
}
