/** What limits a run: validity, foreign load, integrity, warnings. */
import {
  backgroundLoadLimits,
  percentAtLeast,
  SATURATED_SHARE,
} from "../../analysis/mod.ts";
import type { ExecutedCell } from "../../notebook/mod.ts";
import { counted } from "../../record/mod.ts";
import {
  column,
  type LimitParts,
  md,
  type Prose,
  table,
} from "../../report/mod.ts";
import type { RunContent } from "../facts/run_content.ts";
import { proseCell, tableCell } from "./cells.ts";

/** Heading of the section, to which the limits of the answer link. */
const TRUST = "Can this run be trusted?";

/** Returns the limits of the answer as labels; none for a run that nothing limits. */
export function toLimits(
  { judged, validity, integrity, lines, run, host }: RunContent,
): LimitParts[] {
  const doubts =
    validity.reasons.filter(({ severity }) => severity === "doubtful").length;
  const failed = integrity.filter(({ result }) => result === "fail").length;
  const limit = (label: string, meaning: "unsure" | "failed") => ({
    label,
    heading: TRUST,
    meaning,
  });
  return [
    ...judged.status === "ok" ? [] : [limit(judged.status, "failed")],
    ...run.status === judged.status
      ? []
      : [limit(`recorded as ${run.status}`, "unsure")],
    ...doubts === 0 ? [] : [limit(counted(doubts, "doubt"), "unsure")],
    ...validity.disturbed ? [limit("foreign load", "unsure")] : [],
    ...host !== null && host >= SATURATED_SHARE
      ? [
        limit(
          `the machine was busy for ${percentAtLeast(host, 0)} %`,
          "unsure",
        ),
      ]
      : [],
    ...failed === 0
      ? []
      : [limit(`${counted(failed, "check")} failed`, "failed")],
    ...lines.warnings.length === 0
      ? []
      : [limit(counted(lines.warnings.length, "warning"), "unsure")],
  ];
}

/** Makes the section. */
export function trustSection(content: RunContent): ExecutedCell[] {
  const { validity, integrity, lines } = content;
  const { warnings } = lines;
  const { reasons } = validity;
  return [
    proseCell(
      md`## ${TRUST}\n\n${describeValidity(content)}\n\n${
        describeLoad(content)
      }${describeHost(content)}`,
    ),
    ...reasons.length === 0 ? [] : [tableCell(table(reasons, [
      column.text("severity", "Severity"),
      column.text(({ code }) => code.replaceAll("-", " "), "Rule"),
      column.text("text", "What it rests on"),
    ], { caption: "Reasons that limit the run" }))],
    ...integritySection(integrity),
    ...warnings.length === 0 ? [] : [tableCell(table(warnings, [
      column.text("stage", "Of"),
      column.text(({ code }) => code.replaceAll("-", " "), "Warning"),
      column.text("message", "Message"),
      column.text("place", "Place"),
      column.number("n", "Times"),
    ], { caption: "Warnings" }))],
  ];
}

/** Makes the table of the checks that could be made, and says how many could not. */
function integritySection(
  integrity: RunContent["integrity"],
): ExecutedCell[] {
  const known = integrity.filter(({ result }) => result !== "unknown");
  const unknown = integrity.length - known.length;
  const rest = proseCell(
    md`${counted(unknown, "integrity check")} could not be made: what ${
      unknown === 1 ? "it needs" : "they need"
    } is not recorded.`,
  );
  return [
    ...known.length === 0 ? [] : [tableCell(table(known, [
      column.text("check", "Check"),
      column.text("result", "Result"),
      column.text("text", "What it rests on"),
    ], { caption: "Integrity checks of the run's own numbers" }))],
    ...unknown === 0 ? [] : [rest],
  ];
}

function describeValidity({ judged, run, validity, lines }: RunContent): Prose {
  const changed = run.status === judged.status
    ? md``
    : md` When it ended it was recorded as ${run.status}; the rules are applied to its rows again for every report.`;
  const warned = lines.warnings.length === 0
    ? md` No warning was recorded.`
    : md``;
  if (judged.status !== "ok") {
    return md`The run is **${judged.status}** and enters no statistic.${changed}${warned}`;
  }
  return validity.reasons.length === 0
    ? md`The run counts, and no rule limits it.${changed}${warned}`
    : md`The run counts, with the reasons below.${changed}${warned}`;
}

function describeLoad({ validity, run }: RunContent): Prose {
  const { background_load, disturbed } = validity;
  if (run.mode === "simulated") {
    return md`The run is simulated: its times are virtual, and what else the machine did has no part in them. What the model assumes is no measurement.`;
  }
  if (background_load === null) {
    return md`What else the machine did is not recorded.`;
  }
  const cores = background_load.toFixed(2);
  return disturbed
    ? md`Foreign load took **${cores} cores**, above the limit of ${backgroundLoadLimits.fail}: statistics show the run, and exclude it in a second figure.`
    : md`Foreign load took ${cores} cores; a run is doubtful above ${backgroundLoadLimits.warn}, and disturbed above ${backgroundLoadLimits.fail}.`;
}

/** Says that the processors had nothing to spare, so that what they limit is no limit of the system alone. */
function describeHost({ host }: RunContent): Prose {
  return host === null || host < SATURATED_SHARE
    ? md``
    : md` While measuring, **${
      percentAtLeast(host, 0)
    } %** of the machine's processors were in use by everything on it, the load generator too: from ${
      percentAtLeast(SATURATED_SHARE, 0)
    } % on they compete, so that throughput and latency are also the machine's.`;
}
