/**
 * Which runs of a forwarder are judged together: those of its newest revision. What a version, an adapter of ours or a
 * setting changed makes runs before it say nothing of those after it.
 */
import { compareText } from "../../record/mod.ts";
import type { JudgedForwarding } from "./attribute_cells.ts";
import { chainForwarders } from "./chain_forwarders.ts";
import { forwarderName } from "./forwarder_name.ts";
import type { ForwardingRun } from "./measures/forwarding_runs.ts";
import { doesCount } from "./verdicts/verdict.ts";

/** Runs of one revision of a forwarder, or of a chain of several. */
export interface RevisionRuns {
  readonly system: string;
  /** With its version, or those of a chain. */
  readonly name: string;
  /** Settings that the system declares itself, each with the values that its runs had: `hold=1`. */
  readonly own_settings: readonly string[];
  readonly attributes: readonly string[];
  readonly runs: number;
  /** Whether these runs are judged; others are left out, as newer runs ask for the same attributes. */
  readonly judged: boolean;
  /** Whether it is the newest of its forwarder. */
  readonly newest: boolean;
}

/** The runs that are judged, and all runs by revision. */
export interface NewestRuns {
  readonly runs: readonly JudgedForwarding[];
  readonly revisions: readonly RevisionRuns[];
}

/**
 * Keeps the runs of the newest revision of each forwarder on each attribute, in their order. An attribute that was not run
 * again is still judged by the runs that it has. Newest is the revision of the last run that counts and has a version;
 * without any, all runs are kept.
 */
export function newestRevisions(all: readonly JudgedForwarding[]): NewestRuns {
  const newest = newestBy(all, pathOf);
  const newestOfAttribute = newestBy(all, attributePathOf);
  const isJudged = ({ measures: { run } }: JudgedForwarding) =>
    isOfRevision(run, newestOfAttribute.get(attributePathOf(run)));
  const groups = Map.groupBy(
    all,
    (one) =>
      JSON.stringify([
        pathOf(one.measures.run),
        versionOf(one.measures.run),
        settingsOf(one.measures.run),
        isJudged(one),
      ]),
  );
  return {
    runs: all.filter(isJudged),
    revisions: [...groups.values()].flatMap((group): RevisionRuns[] => {
      const [first] = group;
      if (first === undefined) return [];
      const runs = group.map(({ measures }) => measures.run);
      const { run } = first.measures;
      return [{
        system: run.system,
        name: versionOf(run),
        own_settings: distinct(runs.flatMap((run) => run.own_settings)),
        attributes: distinct(runs.map(({ attribute }) => attribute)),
        runs: group.length,
        judged: isJudged(first),
        newest: isOfRevision(run, newest.get(pathOf(run))),
      }];
    }).toSorted((a, b) => compareText(a.system, b.system)),
  };
}

/** Attributes that are judged by runs of an earlier revision, as none of the newest asked for them. */
export function judgedEarlier(
  revisions: readonly RevisionRuns[],
): { readonly system: string; readonly attribute: string }[] {
  return revisions.filter(({ judged, newest }) => judged && !newest)
    .flatMap(({ system, attributes }) =>
      attributes.map((attribute) => ({ system, attribute }))
    );
}

/** Counts the runs that are left out for newer ones. */
export function leftOut(revisions: readonly RevisionRuns[]): number {
  return revisions.filter(({ judged }) => !judged)
    .reduce((sum, { runs }) => sum + runs, 0);
}

/** Returns the last run that counts and has a version, by a property of runs. */
function newestBy(
  all: readonly JudgedForwarding[],
  keyOf: (run: ForwardingRun) => string,
): ReadonlyMap<string, ForwardingRun> {
  return new Map(
    all.filter(({ verdict }) => doesCount(verdict))
      .map(({ measures: { run } }) => run)
      .filter(({ system_version }) => system_version !== "")
      .toSorted((a, b) => compareText(a.run_id, b.run_id))
      .map((run) => [keyOf(run), run]),
  );
}

/** Names what is compared with itself only: a forwarder, or a chain of different ones. */
function pathOf(run: ForwardingRun): string {
  return JSON.stringify(
    distinct(chainForwarders(run).map(({ system }) => system)),
  );
}

function attributePathOf(run: ForwardingRun): string {
  return JSON.stringify([run.attribute, pathOf(run)]);
}

/** Whether a run is of the revision of another one; one that failed before it told its version may be of any. */
function isOfRevision(
  run: ForwardingRun,
  other: ForwardingRun | undefined,
): boolean {
  return other === undefined ||
    settingsOf(run) === settingsOf(other) &&
      (run.system_version === "" || versionOf(run) === versionOf(other));
}

function versionOf({ system, system_version }: ForwardingRun): string {
  return forwarderName(system, system_version);
}

/** Names the settings that the first forwarder of a run declares, whatever their values. */
function settingsOf({ own_settings }: ForwardingRun): string {
  return own_settings.map((setting) => setting.split("=")[0]).join(",");
}

/** In the order of their first. */
function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}
