/**
 * Imports YCSB results: text, or the JSON of its exporters, with or without the client's log around them.
 *
 * 1. `ycsb_reader.ts`  parses the entries of all formats, and the log, into items (`ycsb_item.ts`)
 * 2. `ycsb_section.ts` collects the items of one client until its output ends
 * 3. `ycsb_rows.ts`    converts the client's log to samples, and single operations to those of the record
 * 4. `ycsb_results.ts` converts totals and summaries to reported values, numbered entries to buckets of a histogram
 */
import type { Run } from "../../record/mod.ts";
import { repetitionCounter } from "../load_tools/load_run.ts";
import {
  emptyPiece,
  type Imported,
  type Importer,
  type ImportOptions,
  InputError,
  isFull,
  type SourceFile,
} from "../source/importer.ts";
import { DECIMAL_SETTING } from "../source/number.ts";
import { emptyOperations } from "./ycsb_operations.ts";
import type { YcsbItem } from "./ycsb_item.ts";
import { openYcsb } from "./ycsb_reader.ts";
import { closeSection } from "./ycsb_results.ts";
import { addItem } from "./ycsb_rows.ts";
import { emptySamples } from "./ycsb_samples.ts";
import {
  emptySection,
  hasContent,
  hasTotals,
  startsNextRun,
} from "./ycsb_section.ts";

/** Importer of YCSB results, format `ycsb`. */
export const ycsb = {
  format: "ycsb",
  title: "YCSB results as text or JSON, also below the client's log",
  extensions: [".txt", ".log", ".dat", ".json"],
  experiment: "ycsb",
  settings: {
    system: "system under test; default the database class",
    system_version: "version of the system",
    nodes: "nodes of the cluster",
    workers: "client threads, if the file does not state them",
    value_size: "bytes of a record",
    decimal: DECIMAL_SETTING,
  },
  join: null,
  read: readYcsb,
} satisfies Importer;

/** Maximum number of entries of one run; a histogram of a million buckets fits. */
const MAX_ENTRIES = 2_000_000;

/** Reads a file with the output of one or more clients in sequence; each is a run. */
function* readYcsb(
  file: SourceFile,
  options: ImportOptions,
): Generator<Imported> {
  const withRepetition = repetitionCounter();
  const { items, placeOf } = openYcsb(file);
  const begin = () => ({
    file,
    options,
    placeOf,
    piece: emptyPiece("entries"),
    operations: emptyOperations(),
    samples: emptySamples(),
  });
  let context = begin();
  let section = emptySection(1, "");
  let runs = 0;
  const close = (status: Run["status"]) => {
    runs++;
    closeSection(section, context.piece, {
      ...context,
      withRepetition,
      status,
    });
  };
  const addNext = (item: YcsbItem) => {
    if (startsNextRun(section, item)) {
      close("ok");
      section = emptySection(section.ordinal + 1, section.version);
    }
    addItem(section, item, context);
    if (section.entries > MAX_ENTRIES) {
      throw new InputError(
        file.name,
        "",
        `holds more than ${MAX_ENTRIES} entries of one run`,
        "give the output of one client",
      );
    }
  };
  for (const list of items) {
    for (const item of list) {
      addNext(item);
      if (isFull(context.piece)) {
        yield context.piece;
        context = begin();
      }
    }
  }
  if (hasTotals(section)) close("ok");
  else if (runs === 0) {
    throw new InputError(
      file.name,
      "",
      "holds no results of YCSB ('OVERALL')",
      "give the whole output of the client, to its end",
    );
  } else if (hasContent(section)) {
    // The last client was killed before it printed its totals.
    close("incomplete");
  }
  yield context.piece;
}
