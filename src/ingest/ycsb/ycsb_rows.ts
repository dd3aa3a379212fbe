/** Adds one item of a file to its section, and to the rows if it is one. */
import { foreignMessage } from "../load_frame/foreign_lines.ts";
import type { Piece } from "../source/importer.ts";
import type { YcsbItem } from "./ycsb_item.ts";
import { addOperations, type OperationList } from "./ycsb_operations.ts";
import { type RunContext, runIdOf } from "./ycsb_run.ts";
import { addIntervals, type SampleList } from "./ycsb_samples.ts";
import { addEntry, type Section } from "./ycsb_section.ts";

/** Where the rows of an item go. */
export interface ItemContext extends RunContext {
  readonly piece: Piece;
  readonly operations: OperationList;
  readonly samples: SampleList;
  /** Returns the place of an item by its number. */
  readonly placeOf: (number: number) => string;
}

/** Adds an item, and counts it unless it is a command or a version. */
export function addItem(
  section: Section,
  item: YcsbItem,
  context: ItemContext,
): void {
  if (item.kind === "command") section.command = item.command;
  else if (item.kind === "version") section.version = item.version;
  else {
    const { piece, operations, samples } = context;
    const { counts } = piece;
    const count = linesOf(item);
    counts.read += count;
    if (item.kind === "entry") {
      counts.stored++;
      addEntry(section, item);
    } else if (item.kind === "intervals") {
      counts.stored += count;
      section.first ??= item.first;
      section.last = item.last;
      const run_id = runIdOf(section, context);
      addIntervals(samples, item, { piece, run_id });
    } else if (item.kind === "raw" && !item.metric.startsWith("Intended-")) {
      counts.stored += count;
      addOperations(operations, item, {
        piece,
        run_id: runIdOf(section, context),
        number: section.operations + 1,
      });
      section.operations += count;
    } else {
      counts.rejected += count;
      addRejected(section, item, { count, placeOf: context.placeOf });
    }
  }
}

function linesOf(item: YcsbItem): number {
  switch (item.kind) {
    case "raw":
      return item.times.length;
    case "intervals":
      return item.lines;
    default:
      return 1;
  }
}

/** Item of lines that are left out. */
type LeftOut = Extract<YcsbItem, { kind: "raw" | "rejected" | "foreign" }>;

function addRejected(
  { rejected }: Section,
  item: LeftOut,
  { count, placeOf }: Pick<ItemContext, "placeOf"> & {
    readonly count: number;
  },
): void {
  const key = item.kind === "foreign" ? `foreign ${item.what}` : item.kind;
  const known = rejected.get(key);
  rejected.set(key, {
    place: known?.place ?? placeOf(item.number),
    n: (known?.n ?? 0) + count,
    message: known?.message ?? messageOf(item),
  });
}

function messageOf(item: LeftOut): string {
  switch (item.kind) {
    case "raw":
      return "intended times of operations are left out, as the operations themselves stand there too";
    case "foreign":
      return foreignMessage(item.what);
    case "rejected":
      return `line is no result: ${item.text.slice(0, 80)}`;
  }
}
