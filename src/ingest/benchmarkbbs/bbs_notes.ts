/** Reads notes on runs of benchmarkbbs: headings `Experiment <number>`, lists of settings, and what Ginkgo printed. */
import { type Section, toOutline } from "../source/markdown.ts";

/** Statistic that Ginkgo printed. */
export interface BbsFigure {
  /** Name of the metric, or of the suite's duration. */
  readonly kind: string;
  readonly statistic: string;
  /** What was measured, in words. */
  readonly label: string;
  /** As written: `0.078s`. */
  readonly text: string;
  /** Runs of the measurement; null if not stated. */
  readonly samples: number | null;
  /** Line of the file, from 1. */
  readonly line: number;
}

/** Experiment of a note. */
export interface BbsExperiment {
  readonly title: string;
  /** Line of its heading. */
  readonly line: number;
  /** Settings with a name, as written. */
  readonly params: ReadonlyMap<string, string>;
  /** Settings in words. */
  readonly remarks: readonly string[];
  readonly figures: readonly BbsFigure[];
  /** Why it failed; empty if it did not. */
  readonly failure: string;
}

const EXPERIMENT = /^Experiment #?\d+\b/i;
/** Key of a setting as the notes write it: a dash, the name and the value in backquotes. */
const SETTING = /^[-*] +`([a-z][a-z0-9_]*)`: *`([^`]*)`$/;
const ITEM = /^[-*] +(.+)$/;

/** Returns the experiments of a note, in its order. */
export function readBbsNotes(text: string): BbsExperiment[] {
  const groups: Section[][] = [];
  for (const section of toOutline(text).sections) {
    if (EXPERIMENT.test(section.title)) groups.push([section]);
    else groups.at(-1)?.push(section);
  }
  const lines = text.split(/\r\n|\r|\n/);
  return groups.map((sections, i) => {
    const from = sections[0]?.line ?? 1;
    const next = groups[i + 1]?.[0]?.line ?? lines.length + 1;
    return toExperiment(sections, lines.slice(from - 1, next - 1), from);
  });
}

function toExperiment(
  sections: readonly Section[],
  lines: readonly string[],
  line: number,
): BbsExperiment {
  const params = new Map<string, string>();
  const remarks: string[] = [];
  for (const { title, body } of sections) {
    if (!/^config/i.test(title)) continue;
    for (const written of body.split("\n")) {
      const item = written.trim();
      const [, key, value = ""] = SETTING.exec(item) ?? [];
      if (key !== undefined) params.set(key, value);
      else {
        const remark = ITEM.exec(item)?.[1];
        if (remark !== undefined) remarks.push(remark.replaceAll("`", ""));
      }
    }
  }
  const text = lines.join("\n");
  return {
    title: sections[0]?.title ?? "",
    line,
    params,
    remarks,
    figures: readFigures(lines, line),
    failure: failureOf(text),
  };
}

const METRIC = /^(?:map\[MetricName:(\w+)\]|\{(\w+)\})$/;
const SAMPLES = /^Ran (\d+) samples:$/;
const TIME = /^(Fastest|Slowest|Average) Time: *(.*)$/;
const SUITE = /^Ran \d+ of \d+ Specs in (\S+) seconds$/;
const statistics = { Fastest: "min", Slowest: "max", Average: "mean" } as const;

/** Reads the figures of lines that Ginkgo printed: the name of a metric, what it is, and three lines of times. */
function readFigures(lines: readonly string[], first: number): BbsFigure[] {
  const figures: BbsFigure[] = [];
  let [kind, label, samples]: [string, string, number | null] = ["", "", null];
  for (const [i, written] of lines.entries()) {
    const text = written.trim();
    const line = first + i;
    const [, mapped, braced] = METRIC.exec(text) ?? [];
    const count = SAMPLES.exec(text)?.[1];
    const [, which, value = ""] = TIME.exec(text) ?? [];
    const suite = SUITE.exec(text)?.[1];
    if (count !== undefined) samples = Number(count);
    else if (mapped !== undefined || braced !== undefined) {
      kind = mapped ?? braced ?? "";
      label = (lines[i + 1] ?? "").trim().replace(/:$/, "");
    } else if (which !== undefined) {
      const [center = "", spread] = value.split(/ *± */);
      const common = { kind: kind || "unknown", label, samples, line };
      const statistic = statistics[which as keyof typeof statistics];
      figures.push({ ...common, statistic, text: center });
      if (spread !== undefined) {
        figures.push({ ...common, statistic: "population_sd", text: spread });
      }
    } else if (suite !== undefined) {
      figures.push({
        kind: "suite_duration",
        statistic: "value",
        label: "suite",
        text: suite,
        samples: null,
        line,
      });
      samples = null;
    }
  }
  return figures;
}

/** Returns the reason that Ginkgo printed for a failure; empty if it printed none. */
function failureOf(text: string): string {
  if (!/^(?:Failure \[|FAIL!)/m.test(text)) return "";
  return /^\s*s: "([^"]*)"/m.exec(text)?.[1] ?? "the suite failed";
}
