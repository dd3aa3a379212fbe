/** Reads the final statistics of Taurus as XML (`dump-xml`) as the rows that its CSV has. */
import { attributesOf } from "../jmeter/xml_samples.ts";

const TAG = /<(\/?)(\w+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>/g;

/** Statistics of all requests, whose label is empty, and of each label. */
export interface TaurusXml {
  /** By the labels of the CSV: `perc_95.0` for `<perc param="95.0">`. */
  readonly rows: readonly ReadonlyMap<string, string>[];
  /** False if the file is cut off. */
  readonly isWhole: boolean;
}

/** Reads the groups of a text; one that is cut off has what stands of it. */
export function readTaurusXml(text: string): TaurusXml {
  const rows: Map<string, string>[] = [];
  let open: Map<string, string> | null = null;
  for (const [, slash, element, written = ""] of text.matchAll(TAG)) {
    if (element === "Group") {
      open = null;
      if (slash === "/") continue;
      open = new Map([["label", attributesOf(written).get("label") ?? ""]]);
      rows.push(open);
    } else if (open !== null && element !== undefined && slash === "") {
      const attributes = attributesOf(written);
      const value = attributes.get("value");
      const param = attributes.get("param");
      if (value === undefined) continue;
      open.set(param === undefined ? element : `${element}_${param}`, value);
    }
  }
  return { rows, isWhole: text.includes("</FinalStatus>") };
}
