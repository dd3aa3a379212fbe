/** Run ids: sortable by time, safe as file names, and equal for equal imported content. */
import { createHash } from "node:crypto";

/** Returns the first `length` hex digits of the SHA-256 of `content`. */
export function digest(content: string | Uint8Array, length = 64): string {
  return createHash("sha256").update(content).digest("hex").slice(0, length);
}

/** Options of `toRunId`. */
export interface RunIdOptions {
  /** Orders runs of the same second. @default {0} */
  readonly ordinal?: number;
  /** Source of uniqueness: the content of an import, random bytes for a new run. */
  readonly identity: string;
}

/**
 * Returns an id such as `20211215T000000Z-0005-1a2b3c4d` for a start time in ISO 8601, UTC.
 *
 * An impossible date (`2022-06-00`) sorts by its digits; a run without a start time sorts first.
 */
export function toRunId(
  startedAt: string | null,
  { ordinal = 0, identity }: RunIdOptions,
): string {
  const digits = (startedAt ?? "").replace(/\.\d+/, "").replace(/\D/g, "")
    .padEnd(14, "0").slice(0, 14);
  const place = String(ordinal).padStart(4, "0");
  return `${digits.slice(0, 8)}T${digits.slice(8)}Z-${place}-${
    digest(identity, 8)
  }`;
}
