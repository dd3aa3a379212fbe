/** Adds one item of a file to its section, and to the rows if it is one. */
import { addSample } from "../load_frame/operation_rows.ts";
import type { Piece } from "../source/importer.ts";
import type { YcsbItem, YcsbStatus } from "./ycsb_item.ts";
import { toKind } from "./ycsb_kind.ts";
import { addOperations, type OperationList } from "./ycsb_operations.ts";
import { type RunContext, runIdOf } from "./ycsb_run.ts";
import { addEntry, type Section } from "./ycsb_section.ts";

/** Where the rows of an item go. */
export interface ItemContext extends RunContext {
  readonly piece: Piece;
  readonly operations: OperationList;
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
    const { piece, operations } = context;
    const { counts } = piece;
    const count = item.kind === "raw" ? item.times.length : 1;
    counts.read += count;
    if (item.kind === "entry") {
      counts.stored++;
      addEntry(section, item);
    } else if (item.kind === "status") {
      counts.stored++;
      addStatus(section, item, context);
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

function addStatus(
  section: Section,
  status: YcsbStatus,
  context: ItemContext,
): void {
  section.first ??= status;
  section.last = status;
  const run_id = runIdOf(section, context);
  const add = (metric: string, unit: string, value: number) => {
    // An interval in which nothing ended has a mean of NaN.
    if (!Number.isFinite(value)) return;
    addSample(context.piece, { run_id, metric, unit }, {
      ms: status.at,
      value,
    });
  };
  if (status.rate !== null) add("throughput", "1/s", status.rate);
  for (const { operation, count, values } of status.latencies) {
    const kind = toKind(operation);
    if (count !== "") add(`${kind}_operations`, "", Number(count));
    for (const { statistic, value } of values) {
      add(`${kind}_latency_${statistic}`, "s", Number(value) / 1e6);
    }
  }
}

function addRejected(
  { rejected }: Section,
  item: Extract<YcsbItem, { kind: "raw" | "rejected" }>,
  { count, placeOf }: Pick<ItemContext, "placeOf"> & {
    readonly count: number;
  },
): void {
  const known = rejected.get(item.kind);
  const message = item.kind === "raw"
    ? "intended times of operations are left out, as the operations themselves stand there too"
    : `line is no result: ${item.text.slice(0, 80)}`;
  rejected.set(item.kind, {
    place: known?.place ?? placeOf(item.number),
    n: (known?.n ?? 0) + count,
    message: known?.message ?? message,
  });
}
