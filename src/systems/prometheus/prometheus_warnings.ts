/** What a Prometheus complains of in its log. */
import { open } from "node:fs/promises";

/** Lines of a log that say the same, but for where and when. */
export interface Complaint {
  /** The first of them: `error: Scrape commit failed: write to WAL: no space left on device`. */
  readonly message: string;
  readonly lines: number;
}

/** How the runtime of Go begins to tell that the program ends. */
const crash = /^(?:panic|fatal error|unexpected fault address|runtime: )/;

/** `level=warn` of Prometheus 2, and `level=WARN` of Prometheus 3. */
const complaint = /\blevel=(warn|error)\b/i;

/** Warnings, errors and crashes in the log at `path`, in the order they first came; none when there is no log. */
export async function readComplaints(path: string): Promise<Complaint[]> {
  const found = new Map<string, { message: string; lines: number }>();
  const file = await open(path).catch(() => null);
  if (file === null) return [];
  await using _ = file;
  for await (const line of file.readLines()) {
    const { kind, message } = readLine(line);
    if (kind === "") continue;
    const known = found.get(kind);
    if (known) known.lines++;
    else found.set(kind, { message, lines: 1 });
  }
  return [...found.values()];
}

/** What a line complains of, the same for each of its kind; an empty kind when it does not. */
function readLine(line: string): { kind: string; message: string } {
  if (crash.test(line)) return { kind: line, message: line };
  const [, level] = complaint.exec(line) ?? [];
  if (level === undefined) return { kind: "", message: "" };
  const text = readField(line, "msg");
  const error = readField(line, "err");
  const kind = `${level.toLowerCase()}: ${text}`;
  return { kind, message: error === "" ? kind : `${kind}: ${error}` };
}

/** A field of logfmt, `key=word` or `key="a text"`; empty when there is none. */
function readField(line: string, key: string): string {
  const [, quoted, word = ""] = new RegExp(
    `\\b${key}=(?:"((?:[^"\\\\]|\\\\.)*)"|(\\S*))`,
  ).exec(line) ?? [];
  return quoted?.replace(/\\(.)/g, "$1") ?? word;
}
