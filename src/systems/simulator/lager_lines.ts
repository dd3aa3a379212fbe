/** Writes the journal of the model as lager lines, in either encoding. */
import { linesByTime } from "./base/journal.ts";
import { messages } from "./base/messages.ts";
import { toGuid } from "./base/guid.ts";
import { rowOf } from "./model/entities.ts";
import { taskGuid } from "./model/task_stages.ts";
import type { World } from "./model/world.ts";

/** `epoch`: seconds since 1970 that went through a float, and a number as level; `rfc3339`: a date, and a word. */
export type Encoding = "rfc3339" | "epoch";

const DOMAIN = "cf-apps";

const LOOP_BEGINS = ".converge-lrps-started";

/** A line of the journal. */
interface Line {
  readonly message: string;
  readonly source: string;
  readonly subject: number;
  readonly detail: number;
  /** Number of the convergence loop that began last. */
  readonly loop: number;
  readonly cell: string;
  readonly path: string;
}

/** Yields all lines in order of time, without line feeds. */
export function* toLagerLines(
  world: World,
  encoding: Encoding,
): Generator<string> {
  const { journal } = world;
  let loop = 0;
  for (const line of linesByTime(journal)) {
    const { source, message, subject, path } = messages[
      journal.messages[line]!
    ]!;
    const about = journal.subjects[line]!;
    if (message.endsWith(LOOP_BEGINS)) loop = about;
    const data = toData(world, subject, {
      source,
      message,
      path,
      loop,
      subject: about,
      detail: journal.details[line]!,
      cell: world.cells.names[journal.cells[line]!] ?? "",
    });
    const time = journal.times[line]!;
    const entry = encoding === "epoch"
      ? {
        timestamp: toEpoch(world.startedAt, time),
        source,
        message,
        log_level: 1,
        data,
      }
      : {
        timestamp: toRfc3339(world.startedAt, time),
        level: "info",
        source,
        message,
        data,
      };
    yield JSON.stringify(entry);
  }
}

function toData(
  world: World,
  kind: (typeof messages)[number]["subject"],
  line: Line,
): Readonly<Record<string, unknown>> {
  const { subject, detail, cell } = line;
  switch (kind) {
    case "none":
      return { session: String(subject) };
    case "count":
      return { count: detail, session: String(subject) };
    case "cell":
      return line.source === "locket"
        ? { key: world.cells.names[subject], type: "presence", "type-code": 2 }
        : { cell_ids: [world.cells.names[subject]] };
    case "application":
      return {
        process_guid: world.apps[subject]?.guid,
        session: `${subject}.1`,
      };
    case "push":
      return { app: world.apps[subject]?.name, session: String(subject) };
    case "task":
      return toTaskData(world, line);
    case "instance":
    case "presence":
    case "container": {
      const key = toEntityKey(world, subject);
      // The lines of a loop belong together.
      const session = line.message.startsWith("bbs.converge-lrps.")
        ? `${line.loop}.${subject}`
        : `${subject}.${detail}`;
      if (kind === "instance") {
        return line.message.includes("create-unclaimed")
          ? { key: { ...key, domain: DOMAIN }, session }
          : { ...key, session };
      }
      if (kind === "presence") {
        const change = { from: "ORDINARY", to: "SUSPECT" };
        return { ...change, key: { ...key, domain: DOMAIN }, session };
      }
      const guid = toGuid(world.seed, subject + 1, detail);
      return toContainerData(line, key, { guid, cell, session });
    }
  }
}

function toContainerData(
  { source, message, path }: Line,
  key: { readonly process_guid: string; readonly index: number },
  instance: {
    readonly guid: string;
    readonly cell: string;
    readonly session: string;
  },
): Readonly<Record<string, unknown>> {
  const { guid, cell, session } = instance;
  switch (source) {
    case "auctioneer":
      return {
        "cell-guid": cell,
        "lrp-guid": `${key.process_guid}.${key.index}`,
        session,
      };
    case "garden":
      return { handle: guid, spec: { Path: path }, session };
    case "rep":
      return {
        "cell-id": cell,
        "container-guid": guid,
        "process-guid": key.process_guid,
        index: key.index,
        session,
      };
  }
  const bbsKey = { instance_guid: guid, cell_id: cell };
  return message.includes("start-actual-lrp")
    ? {
      actual_lrp_instance_key: bbsKey,
      actual_lrp_key: { ...key, domain: DOMAIN },
      session,
    }
    : { ...key, instance_key: bbsKey, session };
}

/** Identifier of the application of an entity, and the index of the entity among those of the application. */
function toEntityKey(
  { apps, entities }: World,
  subject: number,
): { readonly process_guid: string; readonly index: number } {
  const row = rowOf(subject);
  return {
    process_guid: apps[entities.app[row]!]?.guid ?? "",
    index: entities.index[row]!,
  };
}

function toTaskData(
  world: World,
  { source, message, subject, detail, cell }: Line,
): Readonly<Record<string, unknown>> {
  const guid = taskGuid(world, rowOf(subject));
  const session = `${subject}.${detail}`;
  if (source === "auctioneer") {
    return { "cell-guid": cell, "task-guid": guid, session };
  }
  if (source === "bbs") return { task_guid: guid, session };
  return message.includes("task-processor")
    ? { "cell-id": cell, "task-guid": guid, session }
    : { "cell-id": cell, "container-guid": guid, session };
}

const NS_PER_MS = 1_000_000;

/** Whole milliseconds since 1970, and the nanoseconds beyond. */
function split(startedAt: number, time: number): readonly [number, number] {
  const ns = Math.round(time * 1e9);
  return [startedAt + Math.floor(ns / NS_PER_MS), ns % NS_PER_MS];
}

function toRfc3339(startedAt: number, time: number): string {
  const [ms, ns] = split(startedAt, time);
  const date = new Date(ms).toISOString().slice(0, -1);
  return `${date}${String(ns).padStart(6, "0")}Z`;
}

/** The real encoding writes a float of seconds, so that digits beyond a quarter of a microsecond are noise. */
function toEpoch(startedAt: number, time: number): string {
  const [ms, ns] = split(startedAt, time);
  return ((ms + ns / NS_PER_MS) / 1000).toFixed(9);
}
