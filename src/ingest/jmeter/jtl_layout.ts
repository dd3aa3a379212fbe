/** Tells the delimiter and the columns of a JTL file as CSV. */
import { type Glance, headerOf } from "../load_frame/glance.ts";

/** Columns of a file. */
export interface CsvLayout {
  readonly delimiter: string;
  /** Labels in the order of the file, each once whatever its case. */
  readonly labels: readonly string[];
  readonly hasHeader: boolean;
}

const delimiters = [",", ";", "\t", "|"];

/** The first columns of every version, for a file without a header. */
const first = [
  "timeStamp",
  "elapsed",
  "label",
  "responseCode",
  "responseMessage",
  "threadName",
  "dataType",
  "success",
];
const HEADLESS = /^\d{12,13}[,;\t|]\d+[,;\t|]/;

/** Returns the layout of a file; null if it is none of JMeter. */
export function csvLayout(glance: Glance): CsvLayout | null {
  for (const delimiter of delimiters) {
    const labels = headerOf(glance, delimiter);
    const has = (label: string) => labels.includes(label);
    if (has("label") && (has("responseCode") || has("success"))) {
      return { delimiter, labels: distinct(labels), hasHeader: true };
    }
  }
  const [line = ""] = glance.lines;
  if (!HEADLESS.test(line)) return null;
  for (const delimiter of delimiters) {
    const fields = headerOf(glance, delimiter);
    const success = fields[first.indexOf("success")];
    if (success !== "true" && success !== "false") continue;
    const labels = fields.map((_, i) => first[i] ?? `column ${i + 1}`);
    return { delimiter, labels, hasHeader: false };
  }
  return null;
}

/** Returns labels of which none repeats another, as those of variables may. */
function distinct(labels: readonly string[]): string[] {
  const seen = new Set<string>();
  return labels.map((label, i) => {
    const name = label === "" || seen.has(label.toLowerCase())
      ? `column ${i + 1}`
      : label;
    seen.add(name.toLowerCase());
    return name;
  });
}
