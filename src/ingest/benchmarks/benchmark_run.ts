/** Builds the runs of benchmarks: each result is a run, and a benchmark with its parameters is a case. */
import type { Run } from "../../record/mod.ts";
import { repetitionCounter } from "../load_tools/load_run.ts";
import { toNumber } from "../load_frame/document.ts";
import { addField, type ToolContext } from "../load_frame/tool_fields.ts";
import { toToolRun, unknownRun, withSystem } from "../load_frame/tool_run.ts";
import {
  emptyPiece,
  type Imported,
  type ImportOptions,
  InputError,
  type Piece,
  type SourceFile,
} from "../source/importer.ts";
import { baseName } from "../source/machine.ts";

/** Result of a benchmark. */
export interface BenchmarkResult {
  readonly system: string;
  readonly systemVersion: string;
  readonly benchmark: string;
  /** Parameters by name; those that cannot be told by position as `part1`. */
  readonly params: Readonly<Record<string, string>>;
  readonly environment: Run["environment"];
  readonly startedAt: string | null;
  /** Place in the file, as a suffix of its name. */
  readonly place: string;
  readonly values: readonly BenchmarkValue[];
}

/** Value of a result. */
export interface BenchmarkValue {
  readonly label: string;
  readonly value: unknown;
  readonly kind: string;
  readonly statistic: string;
  readonly symbol: string;
  readonly estimator: string;
  readonly n: number | null;
}

/** Runs of a file, as they are added. */
export interface OpenBenchmarks {
  readonly piece: Piece;
  readonly add: (result: BenchmarkResult) => void;
  /** Returns the whole. Throws `InputError` if there is no run. */
  readonly close: () => Imported;
}

/** Creates the runs of a file, which a tool wrote. */
export function openBenchmarks(
  file: SourceFile,
  options: ImportOptions,
  tool: string,
): OpenBenchmarks {
  const piece = emptyPiece("values");
  const withRepetition = repetitionCounter();
  const place = baseName(file.name);
  return {
    piece,
    add(result) {
      const own = withSystem(options, result.system || "unknown");
      const systemVersion = options.settings.system_version ??
        result.systemVersion;
      const run = toToolRun(file, {
        ...own,
        settings: { ...own.settings, system_version: systemVersion },
      }, {
        ...unknownRun,
        tool,
        startedAt: result.startedAt,
        params: { benchmark: result.benchmark, ...result.params },
      }, piece.runs.length + 1);
      // A result without a number is a remark about the file: a run of it would say nothing.
      const isUsable = result.values.some(({ value }) =>
        toNumber(value) !== null
      );
      if (isUsable) {
        piece.runs.push(
          withRepetition({ ...run, environment: result.environment }),
        );
      }
      const context: ToolContext = {
        piece,
        run_id: isUsable ? run.run_id : "",
        place: place + result.place,
      };
      for (const { estimator, n, ...field } of result.values) {
        addField(context, field, { estimator, n });
      }
    },
    close() {
      if (piece.runs.length > 0) return piece;
      throw new InputError(
        file.name,
        "",
        `holds no benchmark of ${tool} with a number`,
        "give a file with at least one result",
      );
    },
  };
}
