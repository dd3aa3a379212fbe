/** Tiles of a run of a forwarder: lines sent and lost, drain, buffer, latency. */
import { formatCensoredTime } from "../../analysis/mod.ts";
import { formatValue } from "../../record/mod.ts";
import type { Meaning, TileParts } from "../../report/mod.ts";
import type { ForwardingContent } from "../facts/forwarding_content.ts";
import type { RunContent } from "../facts/run_content.ts";
import { duration, plainMeaning, sampleSize, split } from "./tile_parts.ts";

/** Returns lines sent and lost, and of what else the run has the time to drain, the buffer, and the latency of lines. */
export function forwardingTiles(
  content: RunContent,
  { measures, verdict }: ForwardingContent,
): TileParts[] {
  const { run, accounts, recoveries, spool, latencies, odd_lines } = measures;
  const meaning = plainMeaning(content);
  const [first] = accounts;
  const counts = run.topology === "cluster"
    ? accounts.filter(({ kind }) => kind === "cluster")
    : accounts.filter(({ kind }) => kind === "sink");
  const lost = counts.reduce((sum, one) => sum + one.lost, 0);
  const [recovery] = recoveries;
  const late =
    latencies.filter(({ part, p99 }) => part === "all" && p99 !== null)
      .toSorted((a, b) => (b.p99 ?? 0) - (a.p99 ?? 0))[0];
  if (odd_lines.length > 0) {
    const same = odd_lines.filter(({ fate }) => fate === "same").length;
    const gone = odd_lines.filter(({ fate }) => fate === "lost").length;
    const n = `of ${odd_lines.length}`;
    return [{
      label: "Odd lines that arrived as sent",
      value: formatValue(same, ""),
      n,
      meaning: same === odd_lines.length ? "ok" : "failed",
    }, {
      label: "That did not arrive",
      value: formatValue(gone, ""),
      n,
      meaning: gone === 0 ? "ok" : "failed",
    }];
  }
  return [
    ...first
      ? [{
        label: "Lines sent",
        value: formatValue(first.sent, ""),
        n: run.rate === null ? "" : `${formatValue(run.rate, "")} a second`,
        meaning,
      }]
      : [],
    {
      label: run.topology === "cluster" ? "Lost by the cluster" : "Lost",
      value: formatValue(lost, ""),
      unit: lost === 1 ? "line" : "lines",
      n: sampleSize(
        counts.length,
        run.topology === "cluster" ? "cluster" : "sink",
      ),
      meaning: lostMeaning(content, lost, verdict.kind),
    },
    ...recovery
      ? [{
        label: `${recovery.sink} drained after`,
        ...split(formatCensoredTime(recovery.drain)),
        n: recovery.backlog === null
          ? ""
          : `${formatValue(Math.round(recovery.backlog), "")} lines waited`,
        meaning,
      }]
      : [],
    ...spool.most === null ? [] : [{
      label: "Most on disk",
      value: formatValue(spool.most, "MiB", { digits: 3 }),
      unit: "MiB",
      interval: run.buffer_cap === null
        ? ""
        : `cap ${formatValue(run.buffer_cap, "MiB", { digits: 4 })} MiB`,
      meaning,
    }],
    ...late
      ? [{
        label: `p99 until ${late.subject}, the slowest`,
        ...duration(late.p99),
        n: sampleSize(late.n, "line"),
        meaning,
      }]
      : [],
  ];
}

/** Loss is a failure only where the verdict says so: at its cap a buffer must drop lines. */
function lostMeaning(
  { judged }: RunContent,
  lost: number,
  kind: ForwardingContent["verdict"]["kind"],
): Meaning {
  if (judged.status !== "ok") return "unsure";
  if (lost === 0) return "ok";
  return kind === "fail" ? "failed" : "unsure";
}
