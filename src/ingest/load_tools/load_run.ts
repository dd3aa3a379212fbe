/** Builds runs and params of other tools' load tests, with the keys of Loadline's own experiments. */
import { type Param, type Run, toRunId, UsageError } from "../../record/mod.ts";
import type { ImportOptions, SourceFile } from "../source/importer.ts";
import { baseName } from "../source/machine.ts";

/** Labels and base units of keys that have a unit, or whose label is not `toLabel(key)`. */
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

/**
 * Converts settings, numbers in base units, to params in the given order; null values were not recorded and are left
 * out.
 */
export function toLoadParams(
  values: Readonly<Record<string, number | string | null>>,
): Param[] {
  return Object.entries(values).flatMap(([key, value]) =>
    value === null ? [] : [{ key, value }]
  ).map(
    ({ key, value }, i) => {
      const [label, unit] = known.get(key) ?? [toLabel(key), ""];
      return {
        key,
        value: String(value),
        number: typeof value === "number" ? value : null,
        unit,
        label,
        position: i + 1,
      };
    },
  );
}

/** Returns `Key pattern` for `key_pattern`. */
function toLabel(key: string): string {
  return key.charAt(0).toUpperCase() + key.slice(1).replaceAll("_", " ");
}

/** Returns a case id such as `repram nodes=3 workers=25 value_size=1024`; duration and loop are not part of it. */
export function toLoadCase(system: string, params: readonly Param[]): string {
  const settings = params
    .filter(({ key }) => key !== "duration" && key !== "loop")
    .map(({ key, value }) => `${key}=${value}`);
  return [system, ...settings].join(" ");
}

/**
 * Returns the loop of a tool whose workers wait for each response: `limited` if they also keep to a rate, so that not
 * all of them are busy. Either way a slow system gets fewer requests.
 */
export function toLoop(rate: number | null): string {
  return rate === null ? "closed" : "limited";
}

/** Returns a number of the command line, null if not given. Throws `UsageError` for other text and negative numbers. */
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
  /** @default {toLoadCase(system, params)} */
  readonly caseId?: string;
  /** Number of the run in its file, from 1. @default {1} */
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

/** Builds a run, with repetition 1; its id derives from the content of the file and `ordinal`. */
export function toLoadRun(
  file: Pick<SourceFile, "name" | "digest">,
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
    objectives: [],
    source: baseName(file.name),
    notes,
    params: [...params],
  };
}

/** Returns a function that numbers the runs of each case, in call order. */
export function repetitionCounter(): (run: Run) => Run {
  const seen = new Map<string, number>();
  return (run) => {
    const repetition = (seen.get(run.case_id) ?? 0) + 1;
    seen.set(run.case_id, repetition);
    return { ...run, repetition };
  };
}
