/** Imports the results of JMeter: a JTL file as CSV or as XML. */
import { defineTool } from "../load_frame/define_tool.ts";
import { readJtlCsv } from "./jtl_csv.ts";
import { csvLayout } from "./jtl_layout.ts";
import { readJtlXml } from "./jtl_xml.ts";

/** Importer of JMeter, format `jmeter`. */
export const jmeter = defineTool({
  format: "jmeter",
  title: "JMeter: JTL as CSV or XML",
  extensions: [".jtl", ".csv", ".xml"],
  settings: {},
  shapes: [
    {
      title: "JTL as XML",
      marks: "the element testResults",
      fits: ({ text }) => /^(?:<\?xml[^>]*>\s*)?<testResults\b/.test(text),
      isStreamed: true,
      read: readJtlXml,
    },
    {
      title: "JTL as CSV",
      marks:
        "a header with label and responseCode or success, or rows of the first eight columns without one",
      fits: (glance) => csvLayout(glance) !== null,
      isStreamed: true,
      read: readJtlCsv,
    },
  ],
});
