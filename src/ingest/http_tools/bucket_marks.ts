/** Buckets of tools that write the upper bound of each, the first being the least value itself: hey, oha, ghz. */
import { toNumber } from "../load_frame/document.ts";
import { type ToolBucket } from "../load_frame/tool_fields.ts";

/** Returns buckets between marks in seconds, in the order of the marks. */
export function bucketsOfMarks(
  marks: Iterable<readonly [mark: unknown, count: unknown]>,
): ToolBucket[] {
  const sorted = Array.from(
    marks,
    ([mark, count]) => ({ mark: toNumber(mark), count }),
  ).sort((a, b) => Number(a.mark) - Number(b.mark));
  return sorted.map(({ mark, count }, i) => ({
    lower: sorted[i - 1]?.mark ?? mark,
    upper: mark,
    count,
  }));
}
