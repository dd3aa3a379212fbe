/** Says in one or two sentences what became of a run. */
import {
  causeOf,
  formatCensoredTime,
  formatLimit,
  formatMetric,
  forwardingAttributes,
  isAttribute,
  metricName,
} from "../../analysis/mod.ts";
import type { ForwardingContent } from "../facts/forwarding_content.ts";
import {
  formatDuration,
  formatValue,
  type ObjectiveResult,
  type RunStatus,
} from "../../record/mod.ts";
import { md, type Prose } from "../../report/mod.ts";
import type { RunContent } from "../facts/run_content.ts";

/** Longest text of a record inside the verdict: the first screen has room for three lines. */
const MAX_QUOTED = 140;

/** Returns the verdict; a run that does not count says so first. */
export function toVerdict(content: RunContent): Prose {
  const { judged, validity, run, forwarding, platform } = content;
  if (judged.status !== "ok") {
    const cause = shorten(
      [causeOf(validity), run.notes, run.verdict_text].find(saysMore) ?? "",
    );
    const lead = md`**${statusSentences[judged.status]}**`;
    return cause === "" ? lead : md`${lead} ${sentence(cause)}`;
  }
  if (forwarding !== null) return forwardingVerdict(forwarding);
  if (judged.objectives.length > 0) {
    const { objectives } = judged;
    return platform === null
      ? judgedVerdict(objectives)
      : platformVerdict(run, objectives);
  }
  if (run.verdict !== "none") {
    const text = shorten(run.verdict_text).replace(/[.!]$/, "");
    const said = saysMore(text) ? `: ${text}` : "";
    return md`Its author judged the run **${recorded[run.verdict]}**${said}.`;
  }
  return md`${describeFault(content) ?? describeOperations(content)} ${
    run.mode === "imported"
      ? "Its source has no verdict on it."
      : "The experiment sets no objective."
  }`;
}

/** Says the attribute with its verdict, and the reason. */
function forwardingVerdict({ measures, verdict }: ForwardingContent): Prose {
  const { attribute } = measures.run;
  const name = isAttribute(attribute)
    ? forwardingAttributes[attribute].label
    : attribute;
  return md`**${name}: ${verdict.kind}.** ${sentence(shorten(verdict.reason))}`;
}

/** Judges a run on a container platform by what it has; a simulated one says so. */
function platformVerdict(
  { mode }: RunContent["run"],
  objectives: readonly ObjectiveResult[],
): Prose {
  const asked = objectives.filter(({ result }) => result !== "ignored");
  const said = asked.length === 0
    ? md`**Cannot tell**: the run has nothing that its objectives ask for.`
    : judgedVerdict(asked);
  return mode === "simulated" ? md`Simulated: ${said}` : said;
}

/** Whether a text of a record says more than a status or a verdict does. */
function saysMore(text: string): boolean {
  return !/^(ok|pass(ed)?|fail(ed)?|invalid|skipped|incomplete|)[.!]?$/i
    .test(text.trim());
}

/** Says what a fault cost; null for a run without one. */
function describeFault({ recovery }: RunContent): Prose | null {
  if (recovery === null || recovery.hit === null) return null;
  const { loadGap, recovered, title, fault } = recovery;
  const times = [
    loadGap === null
      ? ""
      : `the load failed for ${formatCensoredTime(loadGap)}`,
    recovered === null
      ? ""
      : recovered.censored
      ? `was not steady again after ${formatDuration(recovered.seconds)}`
      : recovered.seconds === 0
      ? "never left its rate"
      : `was steady again after ${formatCensoredTime(recovered)}`,
  ].filter((text) => text !== "");
  const name = shorten(title || fault);
  return times.length === 0
    ? md`**${name}**.`
    : md`**${name}**: ${times.join(", and ")}.`;
}

/** Says what the run holds: operations, samples or reported values. */
function describeOperations({ operations, lines, samples }: RunContent): Prose {
  const n = operations.kinds.reduce((sum, { n }) => sum + n, 0);
  const ok = operations.kinds.reduce((sum, { ok }) => sum + ok, 0);
  const count = (of: number) => formatValue(of, "");
  if (n > 0) {
    return n === ok
      ? md`**All ${count(n)} operations succeeded.**`
      : md`**${count(n - ok)} of ${count(n)} operations failed.**`;
  }
  const { reported } = lines;
  if (reported.length > 0) {
    return md`**${count(reported.length)} values** were reported of the run.`;
  }
  const drawn = samples.reduce((sum, { n }) => sum + n, 0);
  return drawn > 0
    ? md`**${count(drawn)} samples** were taken of the run.`
    : md`**The record holds no value** of this run.`;
}

const statusSentences: Readonly<Record<Exclude<RunStatus, "ok">, string>> = {
  running: "The run is in progress, so nothing here is final.",
  incomplete: "The run was cut off before its end, and does not count.",
  skipped: "The run was skipped: nothing was measured.",
  failed: "The run failed.",
  invalid: "The run does not count.",
};

const recorded = {
  pass: "a pass",
  fail: "a failure",
  ignored: "one to ignore",
  repeat: "one to repeat",
};

/** Names the missed objectives, then those that could not be measured; else says that all held. */
function judgedVerdict(objectives: readonly ObjectiveResult[]): Prose {
  const of = (wanted: ObjectiveResult["result"]) =>
    objectives.filter(({ result }) => result === wanted);
  const [missed, unknown, ignored] = [
    of("missed"),
    of("unknown"),
    of("ignored"),
  ];
  const counted = objectives.length - ignored.length;
  if (missed.length > 0) {
    const list = missed.slice(0, 2).map((one) =>
      `${metricName(one.metric)} ${
        one.value === null ? "unknown" : formatMetric(one.metric, one.value)
      }, limit ${formatLimit(one)}`
    ).join("; ");
    const more = missed.length > 2 ? "; and others below" : "";
    const what = counted === 1
      ? "The objective was missed"
      : `${missed.length} of ${counted} objectives ${
        missed.length === 1 ? "was" : "were"
      } missed`;
    return md`**${what}**: ${list}${more}.`;
  }
  if (unknown.length > 0) {
    const names = unknown.map(({ metric }) => metricName(metric)).join(", ");
    return md`**Cannot tell**: ${names} could not be measured; the other objectives were met.`;
  }
  const left = ignored.map(({ metric }) => metricName(metric)).join(", ");
  const rest = left === "" ? md`` : md` The run is too short to judge ${left}.`;
  const [only] = of("met");
  return counted === 1 && only && only.value !== null
    ? md`**The objective was met**: ${metricName(only.metric)} ${
      formatMetric(only.metric, only.value)
    }, limit ${formatLimit(only)}.${rest}`
    : md`**All ${counted} objectives were met.**${rest}`;
}

/** Returns the first line of a text, cut to what the verdict has room for. */
function shorten(text: string): string {
  const line = text.trim().split("\n")[0] ?? "";
  return line.length > MAX_QUOTED ? `${line.slice(0, MAX_QUOTED - 1)}…` : line;
}

function sentence(text: string): string {
  const first = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return /[.?!…]$/.test(first) ? first : `${first}.`;
}
