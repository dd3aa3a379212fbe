/** Interprets the rows of a run record by their labels. */
import { maybeUnit, toUnit } from "../../record/mod.ts";
import { slug, toLabel } from "./parse_label.ts";

/** Use of a row's cells: a param, reported values, or the verdict. */
export type Role = "param" | "reported" | "verdict";

/** Quantity in a row's cells. */
export interface Quantity {
  /** Param key or metric. */
  readonly kind: string;
  /** Unit of the numbers as written; null for text, such as a version. */
  readonly unit: string | null;
}

/** Meaning of a row by its label. */
export interface RecordRow {
  readonly label: string;
  readonly role: Role;
  /** More than one if the label joins several: `Disk write [MiB/s] ~ IOPS`. */
  readonly quantities: readonly Quantity[];
  /** Separator of the quantities in label and cells, or empty. */
  readonly separator: "~" | ";" | "";
  readonly statistics: readonly string[];
  /** False for a label that is not in the list. */
  readonly known: boolean;
  /** Unknown unit in the label, or empty. */
  readonly unknownUnit: string;
  /** Why a known unit in the label fits no known quantity, or empty. */
  readonly oddUnit: string;
}

type KnownRow = readonly [role: Role, names: string, quantities: string];

/** Role; possible names, without unit and statistics; kinds with the default unit. */
const known: readonly KnownRow[] = [
  ["verdict", "pass fail|verdict", "verdict:words"],
  ["param", "duration", "duration:h"],
  ["param", "disk|disk type", "disk_type:words"],
  ["param", "cpus", "cpus:"],
  ["param", "gbs", "memory:GB"],
  ["param", "micork8s|microk8s", "microk8s_version:words"],
  ["param", "juju", "juju_version:words"],
  ["param", "loki", "loki_version:words"],
  ["param", "prom|prometheus", "prometheus_version:words"],
  ["param", "grafana", "grafana_version:words"],
  ["param", "traefik", "traefik_version:words"],
  ["param", "metrics per target", "metrics_per_target:"],
  [
    "param",
    "avalanche targets|scrape targets|scrape logging targets|targets",
    "targets:",
  ],
  ["param", "avalanche value interval|value interval", "value_interval:s"],
  ["param", "prom scrape interval|scrape interval", "scrape_interval:s"],
  ["param", "loki log post interval", "log_post_interval:s"],
  ["param", "logging streams", "logging_streams:"],
  ["param", "loki log lines", "log_lines:1/s"],
  ["param", "log lines per target", "log_lines_per_target:1/s"],
  ["param", "locust workers", "locust_workers:"],
  ["param", "locust processes", "locust_processes:"],
  ["param", "num virtual sres|virtual sres", "virtual_sres:"],
  ["param", "dashboard reload period", "dashboard_reload_period:min"],
  ["param", "datapoints on dashboard", "dashboard_datapoints:"],
  ["param", "big prom query period", "big_query_period:min"],
  [
    "reported",
    "datapoints min|scraped datapoints min|metrics datapoints min",
    "datapoints_rate:1/min",
  ],
  ["reported", "logged lines min|log lines min", "log_lines_rate:1/min"],
  ["reported", "big prom query median", "big_query_time:ms"],
  ["reported", "prom query success rate", "query_success_rate:%"],
  ["reported", "% cpu|cpu", "cpu:%"],
  ["reported", "% mem|mem|% memory|memory", "memory:%"],
  ["reported", "http request times|http request time", "http_request_time:ms"],
  ["reported", "failed http requests", "http_failure_rate:%"],
  ["reported", "storage", "storage_rate:GiB/day"],
  ["reported", "network tx", "network_tx:MiB/s"],
  ["reported", "network rx", "network_rx:MiB/s"],
  ["reported", "disk write ~ iops", "disk_write:MiB/s disk_write_iops:IOPS"],
  ["reported", "disk read ~ iops", "disk_read:MiB/s disk_read_iops:IOPS"],
  ["reported", "disk write", "disk_write:MiB/s"],
  ["reported", "disk read", "disk_read:MiB/s"],
  ["reported", "disk write iops", "disk_write_iops:IOPS"],
  ["reported", "disk read iops", "disk_read_iops:IOPS"],
  ...["loki", "prom", "graf", "trfk"].flatMap((pod): KnownRow[] => [
    [
      "reported",
      `${pod} pod cpu; pod mem`,
      `${pod}_pod_cpu:cpu ${pod}_pod_memory:GB`,
    ],
    ["reported", `${pod} pod cpu`, `${pod}_pod_cpu:cpu`],
    ["reported", `${pod} pod mem`, `${pod}_pod_memory:GB`],
  ]),
];

const byName = new Map(
  known.flatMap(([role, names, quantities]) =>
    names.split("|").map((name) => [name, { role, quantities }] as const)
  ),
);

/** Keys of the params in the order of the list above; a case id names them in this order. */
export const paramKeys: readonly string[] = known
  .filter(([role]) => role === "param")
  .map(([, , quantity]) => quantity.slice(0, quantity.indexOf(":")));

/** Interprets a label; an unknown one is a reported value of its own kind, with the unit in its brackets. */
export function toRow(text: string, position: number): RecordRow {
  const label = text.trim();
  const separator = label.includes(";") ? ";" : /\s~\s/.test(label) ? "~" : "";
  const parts = separator
    ? label.split(separator === ";" ? ";" : /\s~\s/)
    : [label];
  const units = parts.map((part) => toLabel(part).unit);
  const { name, statistics } = toLabel(label);
  const knownRow = byName.get(name);
  const quantities = knownRow
    ? knownRow.quantities.split(" ").map((quantity) => quantity.split(":"))
    : parts.map((part, i) => [
      slug(toLabel(part).name) || `row_${position}${i > 0 ? `_${i + 1}` : ""}`,
      "",
    ]);
  return {
    label,
    role: knownRow?.role ?? "reported",
    quantities: quantities.map(([kind = "", unit = ""], i) => ({
      kind,
      unit: unit === "words" ? null : unitOr(units[i], unit),
    })),
    separator: quantities.length > 1 ? separator : "",
    statistics: name.endsWith("median") ? ["median"] : statistics,
    known: knownRow !== undefined,
    unknownUnit: units.find((unit) => unit && !maybeUnit(unit)) ?? "",
    oddUnit: quantities.flatMap(([kind = "", usual = ""], i) =>
      isOdd(units[i] ?? "", usual)
        ? [`is in ${units[i]}, which is no unit of ${kind}`]
        : []
    ).join(", and "),
  };
}

/** Returns true for the unit of a label that has another dimension than the usual one, which may be none, or words. */
function isOdd(written: string, usual: string): boolean {
  if (usual === "" || usual === "words" || written === "") return false;
  const unit = maybeUnit(written);
  return unit !== undefined && unit.dimension !== toUnit(usual).dimension;
}

function unitOr(written: string | null | undefined, fallback: string): string {
  if (!written) return fallback;
  // A number in an unknown unit stays as written, without a unit, with a warning.
  return maybeUnit(written) ? written : "";
}
