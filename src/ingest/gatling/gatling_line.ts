/** Reads a line of Gatling's simulation.log, in any of its text layouts. */
import { wholeMs } from "../source/time.ts";

/** Line of a log; times are Unix ms. */
export type GatlingLine =
  | {
    readonly kind: "run";
    readonly simulation: string;
    readonly ms: number;
    readonly description: string;
    readonly version: string;
  }
  | {
    readonly kind: "request";
    /** Names of the groups around it, joined by ` / `; empty if there are none. */
    readonly groups: string;
    readonly name: string;
    /** Empty since 3.4. */
    readonly user: string;
    readonly startMs: number;
    readonly endMs: number;
    readonly isOk: boolean;
    readonly message: string;
    /** HTTP status in the message; empty if there is none. */
    readonly code: string;
  }
  | { readonly kind: "user"; readonly change: 1 | -1; readonly ms: number }
  | {
    readonly kind: "group";
    readonly groups: string;
    readonly startMs: number;
    readonly endMs: number;
  }
  | { readonly kind: "error"; readonly message: string; readonly ms: number }
  | { readonly kind: "assertion" }
  | { readonly kind: "rejected"; readonly problem: string };

/** Reads a line. */
export function readGatlingLine(text: string): GatlingLine {
  const fields = text.replace(/\r$/, "").split("\t");
  switch (fields[0]) {
    case "RUN":
      return readRun(fields);
    case "REQUEST":
      return readRequest(fields);
    case "USER":
      return readUser(fields);
    case "GROUP":
      return readGroup(fields);
    case "ERROR":
      return readError(fields);
    case "ASSERTION":
      return { kind: "assertion" };
    default:
      return rejected("it begins with no word of Gatling");
  }
}

function rejected(problem: string): GatlingLine {
  return { kind: "rejected", problem };
}

/** Returns Unix ms of ten to fourteen digits; NaN for other text. */
function timeOf(field: string | undefined): number {
  return field !== undefined && /^\d{10,14}$/.test(field)
    ? wholeMs(Number(field))
    : NaN;
}

/** `RUN simulation [empty] id start description version` */
function readRun(fields: readonly string[]): GatlingLine {
  const at = fields.findIndex((field, i) =>
    i >= 2 && !Number.isNaN(timeOf(field))
  );
  if (at < 0) return rejected("its start cannot be read");
  return {
    kind: "run",
    simulation: fields[1] ?? "",
    ms: timeOf(fields[at]),
    description: (fields[at + 1] ?? "").trim(),
    version: (fields[at + 2] ?? "").trim(),
  };
}

/** `REQUEST [scenario] [user] groups name start end status [message]`; the first versions have four times. */
function readRequest(fields: readonly string[]): GatlingLine {
  const status = fields.findIndex((field, i) =>
    i >= 5 && (field === "OK" || field === "KO") &&
    !Number.isNaN(timeOf(fields[i - 1])) && !Number.isNaN(timeOf(fields[i - 2]))
  );
  if (status < 0) return rejected("its status or times cannot be read");
  const hasFourTimes = status >= 7 &&
    !Number.isNaN(timeOf(fields[status - 3])) &&
    !Number.isNaN(timeOf(fields[status - 4]));
  const start = status - (hasFourTimes ? 4 : 2);
  const [startMs, endMs] = [
    timeOf(fields[start]),
    timeOf(fields[status - 1]),
  ];
  if (endMs < startMs) return rejected("it ends before it starts");
  const message = fields.slice(status + 1).join(" ").trim();
  return {
    kind: "request",
    groups: groupsOf(fields[start - 2]),
    name: (fields[start - 1] ?? "").trim(),
    user: start >= 4 ? fields[start - 3] ?? "" : "",
    startMs,
    endMs,
    isOk: fields[status] === "OK",
    message,
    code: /actually (?:found )?(\d{3})\b/.exec(message)?.[1] ?? "",
  };
}

/** Names of groups are joined by commas; a space stands for none. */
function groupsOf(field = ""): string {
  return field.trim().split(",").join(" / ");
}

/** `USER [scenario] [user] START|END [start] time`; in some the word is part of the scenario's name. */
function readUser(fields: readonly string[]): GatlingLine {
  const word = fields.map((field) => /(?:^| )(START|END)$/.exec(field)?.[1])
    .find((found) => found !== undefined);
  const ms = timeOf(fields.at(-1)?.trim());
  if (word === undefined || Number.isNaN(ms)) {
    return rejected("its time, or START or END, cannot be read");
  }
  return { kind: "user", change: word === "START" ? 1 : -1, ms };
}

/** `GROUP [scenario] [user] groups start end cumulated status` */
function readGroup(fields: readonly string[]): GatlingLine {
  const status = fields.findLastIndex((field) =>
    field === "OK" || field === "KO"
  );
  const [startMs, endMs] = [
    timeOf(fields[status - 3]),
    timeOf(fields[status - 2]),
  ];
  if (status < 5 || !(endMs >= startMs)) {
    return rejected("its status or times cannot be read");
  }
  return {
    kind: "group",
    groups: groupsOf(fields[status - 4]),
    startMs,
    endMs,
  };
}

/** `ERROR message time` */
function readError(fields: readonly string[]): GatlingLine {
  const ms = timeOf(fields.at(-1)?.trim());
  return fields.length < 3 || Number.isNaN(ms)
    ? rejected("its time cannot be read")
    : { kind: "error", message: fields.slice(1, -1).join(" "), ms };
}
