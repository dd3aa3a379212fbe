/** Answers which load a record kept by hand shows as carried: a bracket for each configuration with a line. */
import { formatValue } from "../../record/mod.ts";
import {
  type AnswerParts,
  type LimitParts,
  md,
  type Prose,
  type TileParts,
} from "../../report/cells.ts";
import { percentAtMost } from "../overview/bound_format.ts";
import type { LoadLine } from "../recorded/load_line.ts";
import {
  bracketedLines,
  configurationName,
} from "../recorded/recorded_finding.ts";
import { counted, limitIf, toLabel } from "./answer_parts.ts";

const MAX_TILES = 5;

/** Answers with the line of the configuration that was run last. */
export function recordedLineAnswer(
  lines: readonly LoadLine[],
): AnswerParts {
  const found = bracketedLines(lines);
  return {
    verdict: describe(found),
    tiles: found.slice(0, MAX_TILES).map(bracketTile),
    limits: limitsOf(lines, found),
  };
}

function describe([latest, ...others]: readonly LoadLine[]): Prose {
  if (!latest) {
    return md`No configuration has a load that held and one that broke.`;
  }
  const { line, configuration } = latest;
  return md`A Prometheus with ${
    configurationName(configuration)
  } (run last) carried between **${perMinute(line.passed)}** and **${
    perMinute(line.failed)
  }** datapoints/min${
    others.length === 0 ? "." : ". Loads compare only within one configuration."
  }`;
}

function bracketTile(
  { configuration, line, runs }: LoadLine,
  index: number,
): TileParts {
  return {
    label: toLabel(configurationName(configuration)),
    value: `${perMinute(line.passed)} to ${perMinute(line.failed)}`,
    unit: "datapoints/min",
    interval: `held, then broke; up to ${
      percentAtMost(line.bound ?? 1, 0)
    } % may break at the first (95 % bound)`,
    n: `n = ${counted(runs.length, "run")}, ${line.n} at the first${
      index === 0 ? "; run last" : ""
    }`,
  };
}

function perMinute(load: number | null): string {
  return load === null ? "none" : formatValue(load, "1/min");
}

function limitsOf(
  lines: readonly LoadLine[],
  found: readonly LoadLine[],
): LimitParts[] {
  const without = lines.length - found.length;
  return [
    ...limitIf(true, "typed by hand", "Record"),
    ...limitIf(
      found.some(({ line }) => line.n === 1),
      "a single run at an end of a bracket",
      "Load lines",
    ),
    ...limitIf(
      without > 0,
      `${without} of ${lines.length} configurations have no line`,
      "Load lines",
    ),
  ];
}
