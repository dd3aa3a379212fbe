/** The attribute table: a verdict for each forwarder and attribute, the worst of its repetitions, with the evidence. */
import {
  type ForwardingAttribute,
  forwardingAttributes,
  isAttribute,
} from "./verdicts/attributes.ts";
import { compareText, formatValue } from "../../record/mod.ts";
import { median } from "../../statistics/mod.ts";
import type { ForwardingMeasures } from "./measures/forwarding_measures.ts";
import { judgeAttribute } from "./verdicts/judge_attribute.ts";
import {
  type AttributeVerdict,
  compareVerdicts,
  doesCount,
  verdict,
  type VerdictKind,
  verdictKinds,
} from "./verdicts/verdict.ts";

/** A run with its verdict. */
export interface JudgedForwarding {
  readonly measures: ForwardingMeasures;
  readonly verdict: AttributeVerdict;
}

/** Runs of one forwarder on one attribute, or on one way in which it is asked. */
export interface AttributeCell {
  readonly system: string;
  readonly system_version: string;
  readonly attribute: ForwardingAttribute;
  /** What tells apart the ways in which it is asked: `killed`, `SIGTERM`, `3 sinks`; empty for all of them together. */
  readonly variant: string;
  /** The worst verdict of the runs that count; of the others only if none does. */
  readonly kind: VerdictKind;
  readonly code: string;
  /** Reason of the worst run, and how the others ended. */
  readonly reason: string;
  /** Run on which it rests; empty without one. */
  readonly run_id: string;
  /** Runs that count, and how many of them had the worst kind. */
  readonly n: number;
  readonly worst: number;
  /** Fewest and most lines lost in a run that counts, and the median; null where loss was not counted. */
  readonly least_lost: number | null;
  readonly median_lost: number | null;
  readonly most_lost: number | null;
  /** Runs that count and that foreign load disturbed, and the worst kind of the others; null without others. */
  readonly disturbed: number;
  readonly undisturbed: VerdictKind | null;
}

/** Judges every run. */
export function judgeAll(
  measures: readonly ForwardingMeasures[],
): JudgedForwarding[] {
  return measures.map((one) => ({
    measures: one,
    verdict: judgeAttribute(one),
  }));
}

/**
 * Returns a cell for each forwarder and attribute, in order of name and of the attributes; one without a run is `not
 * run`. Throughput is decided by its load line and has no cell from single runs: see `throughputCells()`.
 */
export function attributeCells(
  judged: readonly JudgedForwarding[],
): AttributeCell[] {
  const systems = [
    ...new Set(judged.map(({ measures }) => measures.run.system)),
  ].sort();
  const attributes = Object.keys(forwardingAttributes) as ForwardingAttribute[];
  return systems.flatMap((system) =>
    attributes.filter((attribute) => attribute !== "throughput")
      .map((attribute) => {
        const runs = judged.filter(({ measures: { run } }) =>
          run.system === system && run.attribute === attribute
        );
        return toCell(runs, { system, attribute, variant: "" });
      })
  );
}

/** Returns a cell for each way in which an attribute was asked of a forwarder, in order. */
export function variantCells(
  judged: readonly JudgedForwarding[],
): AttributeCell[] {
  const groups = Map.groupBy(
    judged,
    ({ measures: { run } }) =>
      JSON.stringify([run.system, run.attribute, variantOf(run)]),
  );
  return [...groups].toSorted(([a], [b]) => compareText(a, b))
    .flatMap(([, runs]) => {
      const run = runs[0]?.measures.run;
      if (!run || !isAttribute(run.attribute)) return [];
      const { system, attribute } = run;
      return [toCell(runs, { system, attribute, variant: variantOf(run) })];
    });
}

/** Names the way in which an attribute was asked: its fault, its signal and to what, its hops, or its sinks and rate. */
export function variantOf(
  { attribute, fault, stop, stopped, hops, sinks, rate }:
    ForwardingMeasures["run"],
): string {
  if (attribute === "throughput") {
    return `${sinks ?? "?"} ${sinks === 1 ? "sink" : "sinks"}, ${
      rate === null ? "?" : formatValue(rate, "")
    }/s`;
  }
  return [
    fault === "none" ? "" : fault,
    stop === "none" ? "" : stop,
    stopped === "all" ? "adapter too" : "",
    hops === "none" ? "" : hops,
  ].filter((part) => part !== "").join(", ");
}

function toCell(
  runs: readonly JudgedForwarding[],
  key: Pick<AttributeCell, "system" | "attribute" | "variant">,
): AttributeCell {
  const counting = runs.filter(({ verdict }) => doesCount(verdict));
  const shown = counting.length > 0 ? counting : runs;
  // Of runs that are as bad, one that had the machine to itself says more.
  const [worst] = shown.toSorted((a, b) =>
    compareVerdicts(a.verdict, b.verdict) ||
    Number(a.measures.run.disturbed) - Number(b.measures.run.disturbed)
  );
  const { kind, code, reason } = worst?.verdict ??
    verdict("not run", "no-run", "there is no run");
  const same = shown.filter(({ verdict }) => verdict.kind === kind).length;
  return {
    ...key,
    system_version: worst?.measures.run.system_version ?? "",
    ...{ kind, code },
    reason: `${reason}${sharedText(worst?.measures.run.disturbed ?? false)}${
      same < shown.length ? ` (${same} of ${shown.length} runs)` : ""
    }`,
    run_id: worst?.measures.run.run_id ?? "",
    n: counting.length,
    worst: counting.length > 0 ? same : 0,
    ...summariseVerdicts(counting.map(({ measures, verdict }) => ({
      verdict,
      disturbed: measures.run.disturbed,
    }))),
  };
}

/** Says of the run on which a verdict rests that others used the machine beside it; empty if they did not. */
export function sharedText(disturbed: boolean): string {
  return disturbed ? "; this run shared the machine" : "";
}

/** Returns what a cell says of all its runs together: by verdict, what they lost, and which of them were disturbed. */
export function summariseVerdicts(
  runs: readonly {
    readonly verdict: AttributeVerdict;
    readonly disturbed: boolean;
  }[],
): Pick<
  AttributeCell,
  "least_lost" | "median_lost" | "most_lost" | "disturbed" | "undisturbed"
> {
  const lost = runs.flatMap(({ verdict }) => verdict.lost ?? []);
  const calm = runs.filter(({ disturbed }) => !disturbed)
    .map(({ verdict }) => verdict.kind);
  return {
    least_lost: lost.length === 0 ? null : Math.min(...lost),
    median_lost: lost.length === 0 ? null : median(lost),
    most_lost: lost.length === 0 ? null : Math.max(...lost),
    disturbed: runs.length - calm.length,
    undisturbed: verdictKinds.find((kind) => calm.includes(kind)) ?? null,
  };
}
