/** Hostile text that tries to escape its context, and a report full of it. */
import { column, type Report, table } from "../../src/report/mod.ts";
import {
  cell,
  display,
  figure,
  markdown,
  provenance,
  reportOf,
  shown,
} from "./demo.ts";

export const HOSTILE = [
  "<script>alert(1)</script>",
  "[x](javascript:alert(1))",
  "](javascript:alert(1))",
  "| pipe |\n| - |",
  '"><img src=x onerror=alert(1)>',
  "'><svg onload=alert(1)>",
  "</style></title></pre></svg><iframe src=javascript:alert(1)>",
  "```\n<script>alert(1)</script>\n```",
  "> quote\n\n<b onclick=alert(1)>",
  "../../x",
  "&lt;script&gt;&#60;b>",
];

const svgOf = (text: string) =>
  `<svg viewBox="0 0 9 9"><text>${
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")
  }</text></svg>`;

/** Text with invisible control characters and bidirectional marks, as characters and as entities. */
export const HIDDEN = [
  "a\u202eb\u0007c\u001b[31md\u2066e",
  "a&#x202e;b&#8294;c &rlm; d",
];

/** Matches the characters of `HIDDEN` that must not reach a report. */
export const hiddenMarks =
  // deno-lint-ignore no-control-regex -- these are looked for
  /[\x00-\x08\x1b\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/** Every hostile text in every place for text of a record. */
export function hostileReport(texts: readonly string[] = HOSTILE): Report {
  const cells = texts.flatMap((text) => [
    markdown(`## ${text}\n\n${text}\n\n- ${text}`),
    cell(`const a = \`${text}\`;`, {
      outputs: [
        shown(table([{ a: text, b: text }], [
          column.cell(text, "left", () => ({
            ...{ text, note: text, struck: true, bold: true },
          })),
          column.cell("b", "right", ({ b }) => b),
        ], { caption: text, headline: text })),
        figure(text, text, svgOf(text)),
        { type: "stream", name: "stdout", text },
        { type: "stream", name: "stderr", text },
        { type: "error", name: text, message: text, traceback: [text] },
        display({ "text/markdown": text }),
        display({ "text/html": text }),
        display({ "text/plain": text }),
        display({ "image/svg+xml": `<svg>${text}</svg>` }),
      ],
    }),
  ]);
  const text = texts.join(" ");
  return reportOf([
    markdown(`# T\n\n${text}`),
    cell("", {
      tags: ["headline"],
      outputs: [display({ "text/plain": text })],
    }),
    ...cells,
    cell("", { tags: ["parameters"] }),
  ], {
    name: "../../x",
    title: text,
    failure: { reason: "error", cell: 0, line: 0, message: text },
    from: {
      records: [{
        experiment: text,
        runs: 1,
        digest: text,
        first: text,
        last: text,
        modes: ["imported"],
        imported: 1,
      }],
      notebook: { path: text, digest: text },
      parameters: { [text]: text },
      meanings: { [text]: text },
      trusted: true,
      versions: { ...provenance.versions, duckdb: text },
    },
  });
}

/** Lists content of a document that could run or load something; empty for a harmless one. */
export function liveParts(document: Document): string[] {
  const found: string[] = [];
  for (const element of document.querySelectorAll("*")) {
    const name = element.localName;
    if (/^(script|iframe|object|embed|base|link|form|frame)$/.test(name)) {
      found.push(`<${name}>`);
    }
    for (const { name: attribute, value } of element.attributes) {
      if (/^on/i.test(attribute)) found.push(`${name} ${attribute}`);
      if (!/^(href|src|xlink:href|action|srcdoc)$/i.test(attribute)) continue;
      const scheme = /^\s*([a-z]+):/i.exec(value)?.[1] ?? "";
      if (!["", "data", "https"].includes(scheme.toLowerCase())) {
        found.push(`${name} ${attribute}=${value}`);
      }
    }
  }
  return found;
}
