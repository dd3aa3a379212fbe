/** Parses the JSON of both exporters of YCSB. */
import { z } from "zod";
import { InputError, type SourceFile } from "../source/importer.ts";
import { readBatches } from "../source/long_json.ts";
import type { YcsbEntry } from "./ycsb_item.ts";

const Entry = z.object({
  metric: z.string(),
  measurement: z.string(),
  // Jackson writes NaN and Infinity as strings.
  value: z.union([z.number(), z.string()]),
});
type Entry = z.infer<typeof Entry>;

/** Yields the entries of a list, in lists. Throws `InputError` for malformed JSON, and for any other. */
export function* readList(
  file: Pick<SourceFile, "name" | "chunks">,
): Generator<readonly YcsbEntry[]> {
  let number = 0;
  for (const { values } of readBatches(file, ({ length }) => length === 0)) {
    const entries = areEntries(values)
      ? values
      : parseEntries(values, file.name, number);
    yield entries.map(({ metric, measurement: name, value }) => (
      { kind: "entry", metric, name, value, number: ++number }
    ));
  }
}

/** Checks what `Entry` does, in a fraction of the time: a list may have millions of entries. */
function areEntries(values: unknown): values is readonly Entry[] {
  return Array.isArray(values) && values.every((entry) => {
    if (typeof entry !== "object" || entry === null) return false;
    const { metric, measurement, value } = entry;
    return typeof metric === "string" && typeof measurement === "string" &&
      (typeof value === "string" || Number.isFinite(value));
  });
}

/** Throws `InputError` for the first invalid entry; `before` is the number of entries before these. */
function parseEntries(
  values: unknown,
  name: string,
  before: number,
): readonly Entry[] {
  const entries = z.array(Entry).safeParse(values);
  if (entries.success) return entries.data;
  const [issue] = entries.error.issues;
  const [index, ...path] = issue?.path ?? [];
  throw new InputError(
    name,
    "",
    `holds no results of YCSB (${
      [before + Number(index), ...path].join(".")
    }: ${issue?.message})`,
    "give the file that YCSB's exporter wrote",
  );
}

/** Makes one list of concatenated objects. No string of YCSB holds two braces with only space between them. */
export function* joinObjects(chunks: Iterable<string>): Generator<string> {
  let rest = "[";
  for (const chunk of chunks) {
    const text = (rest + chunk).replace(/\}(?=\s*\{)/g, "},");
    // The next object may begin in the next chunk.
    const end = text.trimEnd().length - 1;
    const isOpen = text[end] !== "}";
    rest = isOpen ? "" : text.slice(end);
    yield isOpen ? text : text.slice(0, end);
  }
  yield `${rest}]`;
}
