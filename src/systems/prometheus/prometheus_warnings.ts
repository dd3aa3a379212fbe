/** Collects warnings, errors and crashes from the log of a Prometheus. */
import { open } from "node:fs/promises";

/** Log lines with the same message, which differ only in time and origin. */
export interface LogWarning {
  /**
   * Level, message and error of the first line: `error: Scrape commit failed: write to WAL: no space left on device`.
   */
  readonly message: string;
  readonly lines: number;
}

/** First line of a crash report of the Go runtime. */
const crash = /^(?:panic|fatal error|unexpected fault address|runtime: )/;

/** `level=warn` in Prometheus 2, `level=WARN` in Prometheus 3. */
const warning = /\blevel=(warn|error)\b/i;

/**
 * Returns warnings, errors and crashes in the log at `path`, in order of first occurrence; empty if there is no log.
 */
export async function readLogWarnings(path: string): Promise<LogWarning[]> {
  const byKind = new Map<string, { message: string; lines: number }>();
  const file = await open(path).catch(() => null);
  if (file === null) return [];
  await using _ = file;
  for await (const line of file.readLines()) {
    const { kind, message } = readLine(line);
    if (kind === "") continue;
    const known = byKind.get(kind);
    if (known) known.lines++;
    else byKind.set(kind, { message, lines: 1 });
  }
  return [...byKind.values()];
}

/** Parses a line; lines with the same level and message have the same kind, other lines an empty one. */
function readLine(line: string): { kind: string; message: string } {
  if (crash.test(line)) return { kind: line, message: line };
  const [, level] = warning.exec(line) ?? [];
  if (level === undefined) return { kind: "", message: "" };
  const text = readField(line, "msg");
  const error = readField(line, "err");
  const kind = `${level.toLowerCase()}: ${text}`;
  return { kind, message: error === "" ? kind : `${kind}: ${error}` };
}

/** Reads a logfmt field, `key=word` or `key="a text"`; empty if missing. */
function readField(line: string, key: string): string {
  const [, quoted, word = ""] = new RegExp(
    `\\b${key}=(?:"((?:[^"\\\\]|\\\\.)*)"|(\\S*))`,
  ).exec(line) ?? [];
  return quoted?.replace(/\\(.)/g, "$1") ?? word;
}
