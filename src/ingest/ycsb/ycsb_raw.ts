/** Reads raw measurements: by byte and in columns, as a file may hold ten million of them. */
import { LineReader } from "../source/line_bytes.ts";
import type { Found, YcsbOperations } from "./ycsb_item.ts";

/** Metric and comma with which the line of an operation begins. */
const HEAD = /[A-Z][A-Za-z-]*,/y;
/** Maximum number of operations of one item, as items are not split between pieces. */
const MAX_OPERATIONS = 2048;

const [LINE_FEED, RETURN, COMMA] = [10, 13, 44];

const times = new Float64Array(MAX_OPERATIONS);
const latencies = new Float64Array(MAX_OPERATIONS);

/**
 * Returns the operations with which the lines from an offset on begin, as many as share their metric and follow each
 * other; null if the first line is none. `bytes` are those of the text (`toLineBytes`), `number` is that of the line.
 */
export function findOperations(
  { text, bytes }: { readonly text: string; readonly bytes: Uint8Array },
  { from, number }: { readonly from: number; readonly number: number },
): Found<YcsbOperations> | null {
  HEAD.lastIndex = from;
  const head = HEAD.exec(text)?.[0];
  if (head === undefined) return null;
  const reader = new LineReader(bytes, from);
  const codes = bytes.slice(from, from + head.length);
  let [end, count] = [from, 0];
  while (count < MAX_OPERATIONS && reader.at < text.length) {
    if (!reader.skipAll(codes)) break;
    const time = reader.readNumber();
    if (time < 0 || !reader.skip(COMMA)) break;
    const latency = reader.readNumber();
    reader.skip(RETURN);
    if (latency < 0 || !reader.skip(LINE_FEED)) break;
    times[count] = time;
    latencies[count] = latency;
    count++;
    end = reader.at;
  }
  if (count === 0) return null;
  const item = {
    kind: "raw",
    number,
    metric: head.slice(0, -1),
    times: times.slice(0, count),
    latencies: latencies.slice(0, count),
  } as const;
  return { item, lines: count, end };
}
