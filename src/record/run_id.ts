/** Run ids: sortable by time, safe as file names, and the same for the same imported content. */
import { createHash } from "node:crypto";

/** First `length` hex digits of the SHA-256 of some content. */
export function digest(content: string | Uint8Array, length = 64): string {
  return createHash("sha256").update(content).digest("hex").slice(0, length);
}

export interface RunIdOptions {
  /** Tells runs of one second apart, in order. Default 0. */
  readonly ordinal?: number;
  /** What makes this run itself: content for an import, random bytes for our own. */
  readonly identity: string;
}

/**
 * `20211215T000000Z-0005-1a2b3c4d` for a start time in ISO 8601, UTC.
 *
 * A date that is written but impossible (`2022-06-00`) still sorts where its digits put it; a run without any time sorts first.
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
