/** Synthetic execution with every kind of report content; input of the golden files. */
import type {
  Cell,
  ExecutedCell,
  Execution,
  MimeBundle,
  Output,
} from "../../src/notebook/mod.ts";
import {
  type Answer,
  answer,
  type Column,
  column,
  md,
  type Provenance,
  type Report,
  type Table,
  table,
  toReport,
} from "../../src/report/mod.ts";

/** Returns the output that a cell sends for a table or an answer. */
export function shown(value: Table | Answer): Output {
  const display = Symbol.for(
    "Jupyter.display",
  ) as unknown as keyof typeof value;
  const bundle = (value[display] as unknown as () => MimeBundle)();
  return { type: "display", data: JSON.parse(JSON.stringify(bundle)) };
}

export function display(data: MimeBundle): Output {
  return { type: "display", data };
}

/** Returns an executed cell; by default code without tags and outputs. */
export function cell(
  source: string,
  { kind = "code", tags = [], outputs = [], status = "ok" }: {
    readonly kind?: Cell["kind"];
    readonly tags?: readonly string[];
    readonly outputs?: readonly Output[];
    readonly status?: ExecutedCell["status"];
  } = {},
): ExecutedCell {
  return { id: "", kind, source, tags, outputs, status };
}

export function markdown(source: string, tags: readonly string[] = []) {
  return cell(source, { kind: "markdown", tags });
}

export const provenance: Provenance = {
  records: [
    {
      experiment: "kv-cluster",
      runs: 96,
      digest: "9f2c1e07ab54d3c8",
      first: "2026-05-02",
      last: "2026-05-04",
      modes: ["real"],
      imported: 0,
    },
    {
      experiment: "cos-lite",
      runs: 17,
      digest: "04b1d2f6a97e8c35",
      first: "2022-11-15",
      last: "2024-03-01",
      modes: ["imported"],
      imported: 17,
    },
    {
      experiment: "container-platform",
      runs: 5,
      digest: "77aa3ce9120b46ef",
      first: "",
      last: "",
      modes: ["simulated", "real"],
      imported: 0,
    },
  ],
  notebook: {
    path: "notebooks/kv_cluster.ipynb",
    digest: "5be0fd31c49a7e26",
  },
  parameters: { experiment: "kv-cluster", nodes: [1, 3, 5, 7], alpha: 0.05 },
  meanings: {
    experiment: "Experiment whose runs are shown.",
    nodes: "Sizes of the cluster, in nodes.",
    alpha: "Level of the tests, 1 = 100 %.",
  },
  trusted: false,
  versions: { loadline: "0.1.0", deno: "2.9.6", duckdb: "1.5.5" },
};

/** A report of the given cells. */
export function reportOf(
  cells: readonly ExecutedCell[],
  {
    name = "kv_cluster",
    title = "How far does the cluster scale?",
    failure = null,
    from = provenance,
    byDefault = true,
    family = "",
  }: {
    readonly name?: string;
    readonly title?: string;
    readonly failure?: Execution["failure"];
    readonly from?: Provenance;
    readonly byDefault?: boolean;
    readonly family?: string;
  } = {},
): Report {
  return toReport({
    notebook: { name, title, byDefault, requires: [], family, cells },
    cells,
    parameters: from.parameters,
    meanings: from.meanings,
    reads: from.records.map(({ experiment }) => experiment),
    failure,
  }, from);
}

interface CaseRow {
  readonly nodes: number;
  readonly workers: number;
  readonly size: string;
  readonly throughput: number | null;
  readonly low: number;
  readonly high: number;
  readonly p95: number;
  readonly p99: number | null;
  readonly failed: number;
  readonly invalid: boolean;
}

function caseRows(): CaseRow[] {
  const rows: CaseRow[] = [];
  for (const nodes of [1, 3, 5, 7]) {
    for (const workers of [10, 25, 50]) {
      for (const [size, factor] of [["1 KiB", 1], ["16 KiB", 0.4]] as const) {
        const throughput = Math.round(
          factor * 900 * workers / (1 + 0.02 * workers + 0.08 * nodes),
        );
        rows.push({
          nodes,
          workers,
          size,
          throughput: nodes === 7 && workers === 50 ? null : throughput,
          low: Math.round(throughput * 0.96),
          high: Math.round(throughput * 1.03),
          p95: Number((workers / throughput * 1900).toFixed(2)),
          p99: workers < 25 ? null : Number(
            (workers / throughput * 3100).toFixed(2),
          ),
          failed: workers === 50 ? 0.0125 : 0,
          invalid: nodes === 5 && workers === 25 && size === "1 KiB",
        });
      }
    }
  }
  return rows;
}

const columns: readonly Column<CaseRow>[] = [
  column.number("nodes", "Nodes"),
  column.number("workers", "Workers"),
  column.text("size", "Value size"),
  column.cell(
    "Median throughput, 1/s",
    "right",
    ({ throughput, invalid, nodes }) => ({
      text: throughput === null ? "–" : throughput.toLocaleString("en-US"),
      sort: throughput,
      struck: invalid,
      bold: nodes === 3,
      note: invalid ? "invalid: pacing" : "",
    }),
  ),
  column.cell("95 % interval", "right", ({ low, high }) => ({
    text: `${low} – ${high}`,
    sort: low,
  })),
  column.number("p95", "p95, ms"),
  column.cell("p99, ms", "right", ({ p99 }) => ({
    text: p99 === null ? "too few samples" : String(p99),
    sort: p99,
  })),
  column.cell("Failed", "right", ({ failed }) => ({
    text: `${failed * 100} %`,
    sort: failed,
  })),
  column.cell("n", "right", () => ({ text: "3", sort: null })),
];

function lineSvg(colour: string, points: string, label: string): string {
  return `<svg class="demo" width="720" height="300" viewBox="0 0 720 300" font-family="system-ui, sans-serif" font-size="12" fill="currentColor"><style>:where(.demo) { --grid: currentColor; } .demo .grid line { stroke-opacity: 0.15; }</style><defs><clipPath id="plot-clip-1"><rect x="50" y="10" width="660" height="250"/></clipPath></defs><g class="grid" stroke="currentColor">${
    [60, 110, 160, 210, 260].map((y) =>
      `<line x1="50" x2="710" y1="${y}" y2="${y}"/>`
    ).join("")
  }</g><g text-anchor="end">${
    [0, 5, 10, 15, 20].map((v, at) =>
      `<text x="42" y="${264 - at * 50}">${v}k</text>`
    ).join("")
  }</g><g text-anchor="middle">${
    [1, 3, 5, 7].map((v, at) =>
      `<text x="${90 + at * 190}" y="280">${v}</text>`
    ).join("")
  }<text x="380" y="297">nodes</text></g><path clip-path="url(#plot-clip-1)" d="${points}" fill="none" stroke="${colour}" stroke-width="2"/><text x="56" y="20">↑ ${label}</text></svg>`;
}

/** What a cell would send for a figure. */
export function figure(title: string, caption: string, svg: string): Output {
  return display({
    "application/vnd.loadline.figure+json": { title, caption, n: 288 },
    "image/svg+xml": svg,
  });
}

const setup = `import { openStore, query, table } from "loadline";

// Every repetition is a row; the table shows medians.
const store = await openStore("../data");
const cases = await query(store, \`select nodes, workers from runs\`);
if (cases.length < 48) throw new RangeError(\`only \${cases.length} cases\`);`;

/** Answer with every meaning, a part left out in each place, and a limit without its heading. */
const demoAnswer = answer({
  verdict:
    md`Three nodes carry **${"12,400"}** operations a second; five and seven carry less.`,
  tiles: [
    {
      label: "Load line, 3 nodes",
      value: "12,400",
      unit: "1/s",
      interval: "95 % interval 11,900 to 12,800",
      n: "n = 3 runs",
      meaning: "ok",
    },
    {
      label: "p99 at the line",
      value: "6.25",
      unit: "ms",
      n: "37,200 operations",
      meaning: "failed",
    },
    {
      label: "Gain of two more nodes",
      value: "cannot tell",
      interval: "−9 to +2 %",
      meaning: "unsure",
    },
    { label: "Cases", value: "48" },
  ],
  limits: [
    { label: "closed loop", heading: "Latency" },
    { label: "one machine", heading: "No such heading", meaning: "neutral" },
  ],
});

/** Cells of the demonstration, in order. */
export function demoCells(): ExecutedCell[] {
  return [
    markdown(
      "# How far does the cluster scale?\n\nDoes adding nodes to the replicated store raise the load it can carry, and where does it **stop** to pay?\n\nThe matrix has 48 cases, each run three times. Latency is *closed loop*.",
    ),
    cell(
      "const parameters = { experiment: 'kv-cluster', nodes: [1, 3, 5, 7] };",
      {
        tags: ["parameters"],
      },
    ),
    cell(setup),
    cell("headline", {
      tags: ["headline", "hide-input"],
      outputs: [shown(demoAnswer)],
    }),
    markdown(
      "## Throughput\n\nEach write goes to a majority, so throughput cannot rise with the number of nodes. See the [protocol](../notebooks/kv_cluster.ipynb) and `quorum = floor(n / 2) + 1`.\n\n> [!WARNING]\n> Two runs at 50 workers were limited by the load generator: its CPU was above 90 %.",
    ),
    cell("table(cases)", {
      outputs: [
        shown(table(caseRows(), columns, {
          caption: "Throughput and latency by case",
          headline:
            "Medians of three repetitions; struck out runs are invalid.",
        })),
      ],
    }),
    cell("plotThroughput(cases)", {
      tags: ["lead"],
      outputs: [
        figure(
          "Throughput by number of nodes",
          "25 workers, 1 KiB values; the line joins medians.",
          lineSvg(
            "#2f6db3",
            "M90,110L280,136L470,160L660,205",
            "operations a second",
          ),
        ),
      ],
    }),
    markdown("### With larger values\n\nAt 16 KiB the disk is the limit."),
    cell("plotLarge(cases)", {
      outputs: [
        figure(
          "Throughput with 16 KiB values",
          "All worker counts.",
          lineSvg(
            "#b35a2f",
            "M90,180L280,190L470,215L660,230",
            "operations a second",
          ),
        ),
        { type: "stream", name: "stdout", text: "fitted 12 cases\n" },
        { type: "stream", name: "stdout", text: "10 %\r50 %\rdone\n" },
        {
          type: "stream",
          name: "stderr",
          text: "\u001b[33mresidual of case 7 is large\u001b[39m\n",
        },
      ],
    }),
    markdown(
      "## Latency\n\n1. Measured from the intended start.\n2. Failures are beside it:\n\n| Quantile | Seconds |\n| --- | ---: |\n| p50 | 0.002 |\n| p99 | 0.041 |\n\n```sql\nselect quantile_cont(duration_s, 0.99) from operations -- all\n```",
    ),
    cell("plotLatency(cases)", {
      tags: ["hide-input"],
      outputs: [
        figure(
          "Latency by load",
          "",
          lineSvg("#3a8a5c", "M90,240L280,225L470,190L660,70", "p95, ms"),
        ),
        shown(table(
          caseRows().map((row, at) => ({ ...row, at: `case-${at + 1}` })),
          [
            column.text("at", "Case"),
            column.cell("Environment", "left", () => ({
              text:
                "etcd 3.4.23, Debian 12, 2 CPUs, 4 GiB, local SSD, kernel 6.1",
              sort: null,
            })),
            ...columns,
          ],
          { caption: "Every case with its environment" },
        )),
      ],
    }),
    cell('store.query("select 1 / 0")', {
      tags: ["raises-exception"],
      outputs: [{
        type: "error",
        name: "RangeError",
        message: "Cannot divide as the divisor is zero: 0",
        traceback: [],
      }],
    }),
    cell("plain", {
      outputs: [
        display({ "text/plain": "[ 1, 2, 3 ]" }),
        display({
          "text/html":
            "<table><tr><th>tool</th><td onclick='x()'>k6</td></tr></table>",
        }),
      ],
    }),
    markdown("## Conclusion\n\nThree nodes are the best that this store does."),
  ];
}

/** The same notebook, its eighth code cell failed. */
export function failedReport(): Report {
  let ordinal = 0;
  const cells = demoCells().map((one): ExecutedCell => {
    if (one.kind !== "code") return one;
    ordinal++;
    if (ordinal < 7) return one;
    if (ordinal > 7) return { ...one, outputs: [], status: "not run" };
    return {
      ...one,
      tags: [],
      status: "failed",
      outputs: [{
        type: "error",
        name: "RangeError",
        message: "Cannot fit scaling as it needs three loads: 2",
        traceback: [],
      }],
    };
  });
  return reportOf(cells, {
    failure: {
      reason: "error",
      cell: 7,
      line: 2,
      message: "Cannot fit scaling as it needs three loads: 2",
    },
  });
}
