/** Reads results of YCSB in any of their formats as one list of items. */
import type { SourceFile } from "../source/importer.ts";
import type { YcsbItem } from "./ycsb_item.ts";
import { joinObjects, readList } from "./ycsb_json.ts";
import { readText } from "./ycsb_text.ts";

/** Content of a file. */
export interface YcsbContent {
  /** Items in order, in lists. */
  readonly items: Iterable<readonly YcsbItem[]>;
  /** Returns the place of an item by its number, as a suffix of the file's name. */
  readonly placeOf: (number: number) => string;
}

/** Opens results as text, or as the JSON of either exporter; `items` throws `InputError` for malformed JSON. */
export function openYcsb(file: SourceFile): YcsbContent {
  const { name, chunks } = file;
  const head = headOf(file);
  const ofList = (number: number) => `, entry ${number}`;
  if (head.startsWith("{")) {
    const list = { name, chunks: () => joinObjects(chunks()) };
    return { items: readList(list), placeOf: ofList };
  }
  return /^\[\s*[{\]]/.test(head)
    ? { items: readList(file), placeOf: ofList }
    : { items: readText(file), placeOf: (number) => `:${number}` };
}

/** Returns the first characters that are not blank, at least two if there are as many. */
function headOf({ chunks }: SourceFile): string {
  let head = "";
  for (const chunk of chunks()) {
    head = (head + chunk).trimStart();
    if (head.trimEnd().length > 1) break;
  }
  return head;
}
