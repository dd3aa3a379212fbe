/** Tells which application a line of `cf logs` is about: the lines themselves do not say. */
import { toAppName } from "../cedar/cedar_names.ts";
import type { LogFile } from "../lager/lager_join.ts";
import { appGuidOf, type CfLine, type CfText, isGuid } from "./cf_line.ts";

/** What is known of a file so far. */
interface Tracked {
  app: string;
  /** Guid that the API named last; empty before it has. */
  guid: string;
}

/**
 * Returns a function that gives the application of a line: that of the header above it, or else its file, which holds the
 * log of one application. Where the API names another guid than before, the log of another application begins there.
 */
export function appTracker(): (log: LogFile, text: CfText) => string {
  const known = new Map<LogFile, Tracked>();
  return (log, text) => {
    let tracked = known.get(log);
    if (tracked === undefined) {
      known.set(log, tracked = { app: nameOf(log), guid: "" });
    }
    if (text.kind === "header") {
      tracked.app = text.app;
      tracked.guid = "";
    }
    const guid = text.kind === "line" ? appGuidOf(text.line) : undefined;
    if (guid !== undefined) {
      if (tracked.guid !== "" && tracked.guid !== guid) tracked.app = guid;
      tracked.guid = guid;
    }
    return tracked.app;
  };
}

const BUILD = "Creating build for app with guid";
const STARTED = '({"state"=>"STARTED"})';
/** Microseconds between the two lines of one start, at most. */
const MAX_TWICE_US = 60e6;

/**
 * Returns a function that is true for a line with which the API tells a start again: it creates a build, and then changes
 * the state of the application, where one of them alone is a start of its own.
 */
export function startTracker(): (app: string, line: CfLine) => boolean {
  const builds = new Map<string, number>();
  return (app, { us, text }) => {
    if (text.includes(BUILD)) builds.set(app, us);
    if (!text.includes(STARTED)) return false;
    const built = builds.get(app) ?? NaN;
    builds.delete(app);
    return us - built <= MAX_TWICE_US;
  };
}

/** Returns the path of a file below the folder of all, without its ending. */
function nameOf({ folder, name }: LogFile): string {
  const stem = name.replace(/\.[^.]*$/, "");
  return folder === "" ? stem : `${folder}/${stem}`;
}

/** Returns the kind of an application by its name, as cedar and this project give it; empty for other names. */
export function appKind(app: string): string {
  if (isGuid(app)) return "";
  const name = app.split("/").at(-1) ?? "";
  const { prefix, kind } = toAppName(name);
  if (prefix !== "") return kind;
  return /^([a-z][a-z-]*)-\d+$/.exec(name)?.[1] ?? "";
}
