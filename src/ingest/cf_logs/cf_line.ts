/** Parses lines that `cf logs` prints. */
import { goTimeMicros } from "../source/go_time.ts";
import { plainLine } from "../source/plain_line.ts";

/** What a line says. */
export type CfText =
  /** The first line that `cf logs` prints, which names the application. */
  | { readonly kind: "header"; readonly app: string }
  | { readonly kind: "line"; readonly line: CfLine }
  | { readonly kind: "rejected"; readonly problem: string };

/** Line of an application's log. */
export interface CfLine {
  /** Whole Unix time in microseconds. */
  readonly us: number;
  /** What wrote it: `API/0`, `STG/0`, `CELL/1`, `APP/PROC/WEB/0`; without a number in old logs. */
  readonly job: string;
  /** True for the error output. */
  readonly isError: boolean;
  readonly text: string;
}

const HEADER = /\blogs for app (\S.*?) in org /;
const LINE = /^\s*(\d\S+)\s+\[([A-Z][^\]\s]*)\]\s+(OUT|ERR)(?:\s(.*))?$/;

/** Parses a line of a file, with or without the colours of a terminal. */
export function readCfText(text: string): CfText {
  const plain = plainLine(text);
  const [, time, job = "", stream, message = ""] = LINE.exec(plain) ?? [];
  if (time === undefined) {
    const app = HEADER.exec(plain)?.[1];
    return app === undefined
      ? { kind: "rejected", problem: "it is no line of cf logs" }
      : { kind: "header", app };
  }
  const us = goTimeMicros(time);
  // Far years have no whole microseconds.
  return !Number.isSafeInteger(us)
    ? { kind: "rejected", problem: "its timestamp is no time" }
    : {
      kind: "line",
      line: { us, job, isError: stream === "ERR", text: message },
    };
}

/** Returns the time of a line in Unix µs; NaN for one without. */
export function cfTime(text: string): number {
  const read = readCfText(text);
  return read.kind === "line" ? read.line.us : NaN;
}

const GUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;
const ONLY_GUID = new RegExp(`^${GUID.source}$`);
const APP_GUID = new RegExp(`\\bapp with guid (${GUID.source})\\b`);
const CELL_GUID = new RegExp(`^Cell (${GUID.source}) `);

/** Returns the guid of the application that a line of the API names; undefined for other lines. */
export function appGuidOf({ job, text }: CfLine): string | undefined {
  return job.startsWith("API") ? APP_GUID.exec(text)?.[1] : undefined;
}

/** Returns the guid of the cell that a line about an instance names, as today's cells do; undefined for other lines. */
export function cellGuidOf({ job, text }: CfLine): string | undefined {
  return job.startsWith("CELL") ? CELL_GUID.exec(text)?.[1] : undefined;
}

/** Returns true for a guid and nothing else. */
export function isGuid(text: string): boolean {
  return ONLY_GUID.test(text);
}
