import { parseHTML } from "linkedom";
import MarkdownIt from "markdown-it";
import { expect, test } from "vitest";
import { column, renderMarkdown, table } from "../../../src/report/mod.ts";
import {
  cell,
  demoCells,
  display,
  failedReport,
  figure,
  markdown,
  reportOf,
  shown,
} from "../demo.ts";
import { HIDDEN, hiddenMarks, hostileReport, liveParts } from "../hostile.ts";

const golden = "../../golden/report";

test("renderMarkdown() of the demonstration equals the committed files, including figures", async () => {
  const { text, files } = renderMarkdown(reportOf(demoCells()));
  await expect(text).toMatchFileSnapshot(`${golden}/kv_cluster.md`);
  expect([...files.keys()]).toEqual([
    "figures/kv_cluster/throughput-by-number-of-nodes.svg",
    "figures/kv_cluster/throughput-with-16-kib-values.svg",
    "figures/kv_cluster/latency-by-load.svg",
  ]);
  for (const [path, svg] of files) {
    await expect(svg).toMatchFileSnapshot(`${golden}/${path}`);
    expect(text).toContain(`](${path})`);
  }
});

test("renderMarkdown() of a failed report states the failure at the top", async () => {
  const { text } = renderMarkdown(failedReport());
  expect(text.split("\n")[2]).toBe("> [!CAUTION]");
  await expect(text).toMatchFileSnapshot(`${golden}/failed.md`);
});

test("renderMarkdown() begins with the answer and its lead figure", () => {
  const { text } = renderMarkdown(reportOf(demoCells()));
  const order = [
    "# How far",
    "Does adding nodes",
    "## Three nodes carry **12,400**",
    "| **✓ 12,400 1/s**",
    "**Limits:** [Simulated results](#provenance) · [Imported results](#provenance) · [closed loop](#latency) · one machine",
    "![Figure 1. Throughput by number of nodes.]",
    "## What was asked, and how",
  ].map((part) => text.indexOf(part));
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  expect(order).not.toContain(-1);
  expect(text.split("throughput-by-number-of-nodes.svg").length).toBe(2);
});

test("renderMarkdown() quotes a headline without an answer", () => {
  const { text } = renderMarkdown(
    reportOf([markdown("So it is.", ["headline"])]),
  );
  expect(text).toContain("> **Result.** So it is.");
});

test("renderMarkdown() folds the code and links to the notebook", () => {
  const { text } = renderMarkdown(reportOf(demoCells()));
  const [before = "", code = ""] = text.split("<summary>Code</summary>");
  expect(before).not.toContain("openStore");
  expect(code).toContain("openStore");
  expect(text).toContain("](../notebooks/kv_cluster.ipynb)");
});

// The least strict viewer possible: raw HTML on, every link kept.
test("renderMarkdown() is harmless even in a viewer that renders raw HTML", () => {
  const careless = new MarkdownIt({ html: true });
  careless.validateLink = () => true;
  const { text } = renderMarkdown(hostileReport());
  const { document } = parseHTML(`<body>${careless.render(text)}</body>`);
  expect(liveParts(document)).toEqual([]);
  const sources = [...document.querySelectorAll("img")]
    .map((image) => image.getAttribute("src") ?? "");
  expect(sources.length).toBeGreaterThan(10);
  for (const source of sources) {
    expect(source).toMatch(/^figures\/x\/[a-z0-9-]+\.svg$/);
  }
});

test("renderMarkdown() contains no control characters and no bidirectional marks", () => {
  const { text, files } = renderMarkdown(hostileReport(HIDDEN));
  for (const written of [text, ...files.values()]) {
    expect(written).not.toMatch(hiddenMarks);
  }
  expect(new MarkdownIt().render(text)).not.toMatch(hiddenMarks);
});

test("renderMarkdown() writes figures only below its own folder", () => {
  const svg = "<svg/>";
  const outputs = ["../../x", "/etc/passwd", "C:\\x", "..", ""]
    .map((title) => figure(title, "", svg));
  const { files } = renderMarkdown(
    reportOf([cell("", { outputs })], { name: "../.." }),
  );
  expect([...files.keys()]).toEqual([
    "figures/report/x.svg",
    "figures/report/etc-passwd.svg",
    "figures/report/c-x.svg",
    "figures/report/figure-4.svg",
    "figures/report/figure-5.svg",
  ]);
});

test("renderMarkdown() keeps an HTML table of a library in one block", () => {
  const outputs = [
    display({ "text/html": "<table>\n\n<tr><td>*a*</td></tr></table>" }),
  ];
  const { text } = renderMarkdown(reportOf([cell("", { outputs })]));
  expect(text).toContain(
    "<div>\n<table>\n<tr><td>*a*</td></tr></table>\n</div>",
  );
});

test("renderMarkdown() links a flagged cell to the heading that says why, in folds as well", () => {
  const see = (to: string) => ({ see: () => to });
  const rows = [{ name: "a" }];
  const wide = Array.from(
    { length: 12 },
    (_, at) =>
      column.text<{ name: string }>(
        "name",
        `a longer column ${at}`,
        see(at === 11 ? "What fails?" : "Nowhere"),
      ),
  );
  const { text } = renderMarkdown(reportOf([
    cell("", { outputs: [shown(table(rows, wide))] }),
    markdown("## What fails?\n\n## What fails?"),
  ]));
  const [before = "", folded = ""] = text.split("<details>");
  expect(before).not.toContain("[a]");
  expect(folded).toContain("[a](#what-fails)");
});
