/** Lines, and what a scanner makes of them, in tests. */
import { LineScanner } from "../../../src/lab/lines/line_scanner.ts";
import {
  type LineFields,
  type LineShapeName,
  lineShapes,
  toLine,
} from "../../../src/lab/lines/line_shape.ts";

/** A due time. */
export const DUE = 1_795_257_472_429;

/** Returns a line as text. */
export function lineText(
  fields: Partial<LineFields> = {},
  shape: LineShapeName = "graphite",
): string {
  return new TextDecoder().decode(
    toLine(lineShapes[shape], {
      ...{ stream: 1, metric: 0, sequence: 0, due: DUE, ...fields },
    }),
  );
}

/** A receiver that keeps what it got as text: `1: 5+3 @1795257472429`, `torn`, `foreign`. */
export class Kept {
  readonly got: string[] = [];

  run(stream: number, first: number, length: number, due: number): void {
    this.got.push(`${stream}: ${first}+${length} @${due}`);
  }

  torn(): void {
    this.got.push("torn");
  }

  foreign(): void {
    this.got.push("foreign");
  }
}

/** Scans bytes or text that come in pieces of a size. Returns what was found, and what was passed on. */
export function scan(
  input: string | Uint8Array,
  { pieces = Infinity, buffer = 4096 } = {},
): { readonly got: string[]; readonly passed: Uint8Array } {
  const bytes = typeof input === "string"
    ? new TextEncoder().encode(input)
    : input;
  const scanner = new LineScanner(buffer);
  const kept = new Kept();
  const passed: number[] = [];
  for (let at = 0; at < bytes.length;) {
    const free = scanner.free();
    const count = Math.min(free.length, pieces, bytes.length - at);
    free.set(bytes.subarray(at, at + count));
    const done = scanner.scan(count, kept);
    passed.push(...done);
    scanner.keep(done);
    at += count;
  }
  passed.push(...scanner.end(kept));
  return { got: kept.got, passed: Uint8Array.from(passed) };
}
