import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { importers, ingestFiles, listSources } from "../../src/ingest/mod.ts";
import type { Run } from "../../src/record/mod.ts";
import {
  AnswerData,
  renderHtml,
  renderMarkdown,
  type Report,
} from "../../src/report/mod.ts";
import { readRunContent } from "../../src/run_report/facts/run_content.ts";
import { toRunReport } from "../../src/run_report/run_document.ts";
import { figureCells } from "../../src/run_report/sections/figures.ts";
import { listRunLines, openRun, type RunLine } from "../../src/store/mod.ts";
import { HIDDEN, hiddenMarks, HOSTILE, liveParts } from "../report/hostile.ts";
import {
  toTestOperation,
  toTestParam,
  toTestReported,
  toTestRun,
  withTempFolder,
  writeTestRun,
} from "../testing/records.ts";

async function reportOf(
  data: string,
  line: RunLine,
  lines: readonly RunLine[],
): Promise<Report> {
  using open = await openRun(data, line, lines);
  const content = await readRunContent(open, lines);
  return toRunReport(content, await figureCells(open.store, content));
}

/** Files of a format, and runs of one file, that are reported: those of a table are alike. */
const MAX_FILES = 2;
const MAX_RUNS = 2;
/** Kinds of runs of an experiment that are reported, spread evenly: each takes seconds. */
const MAX_KINDS = 8;

/** Reports the runs of a folder of records, or the first ones. */
async function reportsOf(data: string, most = Infinity): Promise<Report[]> {
  const lines = await listRunLines(data);
  const reports: Report[] = [];
  for (const line of lines.slice(0, most)) {
    reports.push(await reportOf(data, line, lines));
  }
  return reports;
}

function answerOf({ execution }: Report): AnswerData {
  const cell = execution.cells.find(({ tags }) => tags.includes("headline"));
  const [output] = cell?.outputs ?? [];
  return AnswerData.parse(
    output?.type === "display"
      ? output.data["application/vnd.loadline.answer+json"]
      : null,
  );
}

const data = "data";
const lines = await listRunLines(data);

/** One run of an experiment for each status, first word of the case, and family of faults, or some of these. */
function kindsOf(lines: readonly RunLine[]): RunLine[] {
  const kinds = Map.groupBy(lines, ({ experiment, status, case_id }) =>
    [
      experiment,
      status,
      case_id.replace(/[=/ ].*/, ""),
      /fault=[a-z]+/.exec(case_id),
    ].join("|"));
  const firsts = [...kinds.values()].flatMap(([first]) => first ?? []);
  const byExperiment = Map.groupBy(firsts, ({ experiment }) => experiment);
  return [...byExperiment.values()].flatMap((all) => {
    const step = Math.max(1, all.length / MAX_KINDS);
    return all.filter((_, i) =>
      Math.floor(i / step) !== Math.floor((i - 1) / step)
    );
  });
}

const kinds = kindsOf(lines);

test("the committed records have runs of at least eleven experiments", () => {
  expect(new Set(kinds.map(({ experiment }) => experiment)).size)
    .toBeGreaterThanOrEqual(11);
});

test.each(kinds)(
  "toRunReport() answers for $experiment, $status, $case_id",
  async (line) => {
    const report = await reportOf(data, line, lines);
    const { verdict, tiles, limits } = answerOf(report);
    expect(verdict).not.toBe("");
    // A published run that did not count, and one that was cut off early, may have no value at all.
    const hasValues = line.status === "ok" ||
      (line.mode !== "imported" &&
        !["skipped", "incomplete"].includes(line.status));
    if (hasValues) expect(tiles.length).toBeGreaterThan(1);
    const html = renderHtml(report);
    expect(html.length).toBeLessThan(1_500_000);
    const { document } = parseHTML(html);
    const headings = [...document.querySelectorAll("h2")]
      .map(({ textContent }) => textContent?.replace(/\s*#$/, "").trim());
    for (const { heading } of limits) expect(headings).toContain(heading);
    const shown = document.querySelector("main")?.textContent ?? "";
    expect(`${shown}${renderMarkdown(report).text}`)
      .not.toMatch(/undefined|NaN|\[object/);
  },
);

test("toRunReport() says first what a run is that does not count", async () => {
  const cut = lines.find(({ status }) => status === "incomplete");
  const skipped = lines.find(({ status }) => status === "skipped");
  if (!cut || !skipped) throw new Error("The committed records have both");
  expect(answerOf(await reportOf(data, cut, lines)).verdict)
    .toMatch(
      /^\*\*The run was cut off before its end, and does not count\.\*\*/,
    );
  expect(answerOf(await reportOf(data, skipped, lines)).verdict)
    .toMatch(/^\*\*The run was skipped: nothing was measured\.\*\*/);
});

// An import of our own format is the same as its record.
test.each(
  importers.map(({ format }) => format).filter((one) => one !== "reports"),
)(
  "toRunReport() reports what the importer of %s reads",
  (format) =>
    withTempFolder(async (folder) => {
      const importer = importers.find((one) => one.format === format);
      if (!importer) return;
      const stems = listSources([`test/testdata/ingest/${format}`], [
        ".expected.json",
      ]).map((path) => path.replace(/\.expected\.json$/, ""));
      const inputs = listSources([`test/testdata/ingest/${format}`], [
        ...importer.extensions,
      ]).filter((path) => stems.includes(path.replace(/\.[^.]+$/, "")));
      for (const [i, path] of inputs.slice(0, MAX_FILES).entries()) {
        const records = `${folder}/${i}`;
        await ingestFiles(importer, [path], {
          ...{ data: records, experiment: `fixture-${i}`, settings: {} },
        });
        for (const report of await reportsOf(records, MAX_RUNS)) {
          expect(renderHtml(report), path).toContain("Provenance");
        }
      }
    }),
);

test("toRunReport() shows text of records as text", () =>
  withTempFolder(async (data) => {
    const texts = [...HOSTILE, ...HIDDEN];
    for (const [i, text] of texts.entries()) {
      const id = `r${i}`;
      await writeTestRun(data, hostileRun(id, text), {
        operations: [toTestOperation(id, {
          ...{ kind: text, outcome: "failed", error: text, code: text },
          started_at: "2026-01-02T03:04:06Z",
        })],
        samples: ["06", "07"].map((second) => ({
          ...{ run_id: id, source: text, metric: text, unit: text, value: 1 },
          at: `2026-01-02T03:04:${second}Z`,
        })),
        reported: [toTestReported(id, {
          ...{ kind: text, statistic: text, unit: text, label: text },
          ...{ text, annotation: text, value: 1 },
        })],
        events: [{
          ...{ run_id: id, kind: text, subject: text, detail: text },
          at: "2026-01-02T03:04:06Z",
          data: JSON.stringify({ [text]: text }),
        }],
        warnings: [{
          ...{ run_id: id, stage: text, code: text, message: text },
          ...{ place: text, n: 1 },
        }],
      });
    }
    for (const report of await reportsOf(data)) {
      const html = renderHtml(report);
      const { document } = parseHTML(html);
      const data = [
        ...document.querySelectorAll('script[type="application/json"]'),
      ];
      for (const { textContent } of data) JSON.parse(textContent ?? "");
      // The script of the page, and the data of its figures.
      expect(liveParts(document))
        .toEqual(Array(1 + data.length).fill("<script>"));
      expect(html.match(/<script/gi)?.length).toBe(1 + data.length);
      expect(html).not.toMatch(hiddenMarks);
      const { text, files } = renderMarkdown(report);
      for (const part of [text, ...files.values()]) {
        expect(part).not.toMatch(hiddenMarks);
        expect(part).not.toMatch(/<script|<iframe|<img/i);
      }
      expect(text).not.toMatch(/(?<!\\)\]\(javascript:/i);
    }
  }));

function hostileRun(id: string, text: string): Run {
  return toTestRun(id, {
    ...{ case_id: text, system: text, system_version: text, tool: text },
    ...{ tool_version: `1+${text}`, source: text, notes: text },
    ...{ verdict: "fail", verdict_text: text },
    environment: { [text]: text, processor: text, os: [text] },
    params: [
      toTestParam("preset", text),
      toTestParam("fault", text),
      toTestParam("x", text, { label: text, unit: text }),
    ],
  });
}

test("toRunReport() has the load of an experiment of a user's own, which nothing here declares", () =>
  withTempFolder(async (data) => {
    const at = (second: number) =>
      new Date(Date.UTC(2026, 0, 2, 3, 4) + 1000 * second).toISOString();
    const phase = (subject: string, second: number) => ({
      ...{ run_id: "r1", kind: "phase", subject, detail: "", data: "{}" },
      at: at(second),
    });
    const run = toTestRun("r1", {
      experiment: "checkout",
      system: "shop",
      mode: "real",
      params: [toTestParam("loop", "closed")],
    });
    await writeTestRun(data, run, {
      events: [phase("measure", 0), phase("cool_down", 10)],
      operations: Array.from({ length: 200 }, (_, i) =>
        toTestOperation("r1", {
          ...{ operation_id: String(i), kind: i % 2 ? "pay" : "list" },
          started_at: at(i / 20),
        })),
    });
    const [report] = await reportsOf(data);
    const { tiles } = answerOf(report!);
    expect(tiles.map(({ label }) => label)).toEqual(
      expect.arrayContaining(["Throughput", "Success", "p95"]),
    );
    expect(renderMarkdown(report!).text).toContain("pay");
  }));
