/** Describes the load lines of a record that was kept by hand. */
import { formatValue } from "../../record/mod.ts";
import { md, type Prose } from "../../report/cells.ts";
import { percentAtMost } from "../overview/bound_format.ts";
import type { LoadLine } from "./load_line.ts";

/** Describes the line of the configuration that was run last of those with a line, then the lines of the others. */
export function describeRecordedLines(lines: readonly LoadLine[]): Prose {
  const [latest, ...rest] = bracketedLines(lines);
  if (!latest) {
    return md`No configuration has a load that held and one that broke.`;
  }
  const { line, runs, first } = latest;
  const setting = (key: string) => latest.configuration[key] ?? "unknown";
  const others = rest.map(({ line }) =>
    `between ${perMinute(line.passed)} and ${perMinute(line.failed)}`
  );
  return md`With ${
    setting("metrics_per_target")
  } metrics per target, a value interval of ${setting("value_interval")} s, ${
    setting("locust_workers")
  } query users and a big query every ${
    setting("big_query_period")
  } min, the configuration that was run last of those with a line (n = ${runs.length}), the load line lies between **${
    perMinute(line.passed)
  }** datapoints/min, the highest load at or below which every run of this configuration held (${
    line.n === 1 ? "a single run" : `${line.n} runs`
  } at this load: up to ${
    percentAtMost(line.bound ?? 1, 0)
  } % of runs there may break, one-sided with 95 % confidence), and **${
    perMinute(line.failed)
  }**, the lowest at which an objective broke (${first.join(" and ")}). ${
    others.length === 0
      ? ""
      : `Other configurations have other lines: ${others.join(" and ")}.`
  }`;
}

/** Names a configuration by what its loads depend on: `200 metrics a target, values every 15 s`. */
export function configurationName(
  configuration: LoadLine["configuration"],
): string {
  const setting = (key: string) => {
    const value = Number(configuration[key] ?? "unknown");
    return Number.isNaN(value) ? "unknown" : formatValue(value, "");
  };
  return `${setting("metrics_per_target")} metrics a target, values every ${
    setting("value_interval")
  } s`;
}

/** Returns the lines with both ends, that of the configuration that was run last first. */
export function bracketedLines(lines: readonly LoadLine[]): LoadLine[] {
  return lines.filter(({ line }) =>
    line.passed !== null && line.failed !== null
  ).toSorted((a, b) => lastOf(b).localeCompare(lastOf(a)));
}

function lastOf({ runs }: LoadLine): string {
  return runs.map(({ started_at }) => started_at ?? "").toSorted().at(-1) ?? "";
}

function perMinute(load: number | null): string {
  return load === null ? "none" : formatValue(load, "1/min");
}
