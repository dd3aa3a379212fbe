import { expect, test } from "vitest";
import { toRunnable } from "../../../src/experiments/mod.ts";
import { TABLE_MIME } from "../../../src/report/mod.ts";
import type { RunContent } from "../../../src/run_report/facts/run_content.ts";
import { readPlatform } from "../../../src/run_report/facts/platform_content.ts";
import {
  platformSection,
  remarksSection,
} from "../../../src/run_report/sections/platform.ts";
import type { Store } from "../../../src/store/mod.ts";
import { loadSpan } from "../../../src/analysis/mod.ts";
import { figureCells } from "../../../src/run_report/sections/figures.ts";
import { eventsSection } from "../../../src/run_report/sections/events.ts";
import { measuredSection } from "../../../src/run_report/sections/measured.ts";
import { runOperations } from "../../../src/run_report/facts/run_operations.ts";
import { runStages } from "../../../src/run_report/facts/run_stages.ts";
import { platformTiles } from "../../../src/run_report/tiles/platform_tiles.ts";
import { trustSection } from "../../../src/run_report/sections/trust.ts";
import { toVerdict } from "../../../src/run_report/sections/verdict.ts";
import {
  toPlatformEvent,
  toPlatformTestRun,
  toSampleSeries,
  toStages,
  toTimedOperation,
  withPlatformStore,
} from "../../testing/platform_rows.ts";
import { toTestContent } from "../../testing/run_content.ts";

const rows = {
  operations: [
    toTimedOperation("push", "hello-0", { at: 0, duration_s: 6 }),
    toTimedOperation("start", "hello-0", { at: 6, duration_s: 34 }),
    toTimedOperation("push", "hello-1", { at: 1, duration_s: 6 }),
    toTimedOperation("start", "hello-1", {
      ...{ at: 7, duration_s: 600, outcome: "timeout" },
    }),
    toTimedOperation("push", "web-0", {
      ...{ at: null, duration_s: null, subject: "web", outcome: "cancelled" },
    }),
    toTimedOperation("start", "web-0", {
      ...{ at: null, duration_s: null, subject: "web", outcome: "cancelled" },
    }),
    toTimedOperation("lrp", "hello-0/0", { at: 6, duration_s: 30 }),
    toTimedOperation("task", "probe-1-a", { at: 1001, duration_s: 2 }),
    toTimedOperation("recover", "hello-0/0", { at: 1000, duration_s: 45 }),
    toTimedOperation("recover", "web-0/0", {
      ...{ at: 1000, duration_s: null, subject: "web", outcome: "unfinished" },
    }),
  ],
  stages: [
    ...toStages("recover:hello-0/0", {
      ...{ Lost: 1000, "Noticed-Missing-Cell": 1018, "Running-In-BBS": 1045 },
    }),
    ...toStages("lrp:hello-0/0", { "Creating-ALRP": 6, "Running-In-BBS": 36 }),
  ],
  samples: toSampleSeries(
    "ConvergenceLRPDuration",
    Array.from({ length: 30 }, (_, i) => i === 3 ? 31 : 2),
  ).map((sample) => ({ ...sample, unit: "s" })),
  events: [
    toPlatformEvent("phase", "measure", { at: 0 }),
    toPlatformEvent("fault", "cell-1", { at: 1000, detail: "kill-cells" }),
    toPlatformEvent("heal", "cell-1", { at: 1100 }),
    toPlatformEvent("phase", "cool_down", { at: 1200 }),
  ],
};

/** A run of an experiment, with rows as of a recovery from the loss of a cell. */
function withContent(
  name: string,
  body: (content: RunContent, store: Store) => void | Promise<void>,
): Promise<void> {
  return withPlatformStore(rows, async (store) => {
    const run = toPlatformTestRun("r1", { mode: "simulated" });
    const platform = await readPlatform(store, run);
    if (platform === null) throw new Error("There must be a run");
    const content = toTestContent({
      ...{ run, platform, declared: toRunnable(name) },
      clock: await loadSpan(store, run.run_id),
      stages: await runStages(store, run.run_id),
      operations: await runOperations(store, run.run_id, { ofMeasure: false }),
      lines: {
        ...{ warnings: [], reported: [] },
        events: ["remark", "note"].map((kind) => ({
          ...{ at: null, kind, subject: "simulator" },
          ...{ detail: `a <b>${kind}</b>`, data: {} },
        })),
      },
    });
    await body(content, store);
  });
}

/** Rows of the tables of a section by their caption, each a line. */
function tablesOf(cells: ReturnType<typeof platformSection>) {
  const tables = cells.flatMap(({ outputs }) =>
    outputs.flatMap((output) =>
      output.type === "display"
        ? [
          output.data[TABLE_MIME] as {
            readonly caption: string;
            readonly rows: readonly { readonly text: string }[][];
          },
        ]
        : []
    )
  );
  return Object.fromEntries(
    tables.map(({ caption, rows }) => [
      caption,
      rows.map((row) => row.map(({ text }) => text).join(" | ")),
    ]),
  );
}

test("a run on a platform shows its pushes, instances, recovery, stages and loops", () =>
  withContent("platform-recovery/quick", (content) => {
    const tables = tablesOf(platformSection(content));
    expect(tables["Applications that were pushed"]).toEqual([
      "hello | 2 | 1 | 1 | 0 | 10.1 min",
      "web | 1 | 0 | 0 | 1 | –",
    ]);
    expect(
      tables["Time of a push by kind"]?.map((row) =>
        row.split(" | ").slice(0, 3).join(" ")
      ),
    ).toEqual(["hello push 2", "web push 1", "hello start 2", "web start 1"]);
    expect(tables["Tasks and instances"]).toEqual([
      "instances, until they first ran | 1 | 30 s | too few | too few | 30 s | 30 s | 30 s",
    ]);
    expect(tables["Instances that the fault took away"]).toEqual([
      "all | 2 | 1 | 18 s | 45 s | > 1.67 min | > 1.67 min | –",
      "hello | 1 | 1 | 18 s | 45 s | 45 s | 45 s | –",
      "web | 1 | 0 | – | > 1.67 min | > 1.67 min | > 1.67 min | –",
    ]);
    expect(tables["New tasks around the fault"]).toHaveLength(1);
    expect(tables["Loops and metrics against their budgets: this run"])
      .toHaveLength(1);
    const text = [...platformSection(content), ...measuredSection(content)]
      .map(({ source }) => source).join("\n");
    expect(text).toContain(
      "### Stages of instances\n\n1 of 1 timelines are complete.",
    );
    expect(text).toContain("### Stages of lost instances");
    expect(text).toContain("The fault was kill cells.");
    expect(text).toContain("All times are simulated");
  }));

test("a run on a platform shows what runs of each kind, and whether there was room for all", () =>
  withContent("platform-failures/over-capacity", (content) => {
    if (content.platform === null) throw new Error("There must be a platform");
    const platform = {
      ...content.platform,
      shares: {
        ...{ run_id: "r1", memory_load: 1.25, favoured: 0.2 },
        kinds: [{ kind: "web", desired: 8, before: 1, after: 0.75 }],
      },
    };
    const tables = tablesOf(platformSection({ ...content, platform }));
    expect(tables["Instances that run, of those that are desired"]).toEqual([
      "web | 8 | 100 % | 75 %",
    ]);
    const [tile] = platformTiles(content, platform);
    expect(tile?.interval).toBe(
      "the other cells had too little memory for all",
    );
  }));

test("records that a store lost are told from instances that a fault took away", () =>
  withContent("platform-failures/over-capacity", (content) => {
    if (content.platform === null) throw new Error("There must be a platform");
    const { run } = content.platform;
    const platform = {
      ...{ ...content.platform, run: { ...run, fault: "wipe-store-total" } },
    };
    const wiped = { ...content, platform };
    expect(platformTiles(wiped, platform)[0]).toMatchObject({
      ...{ label: "Lost records that are back", n: "n = 2 lost records" },
    });
    const text = platformSection(wiped).map(({ source }) => source).join("\n");
    expect(text).toContain("The fault was wipe store total. Instances ran on");
  }));

test("tiles of a run on a platform begin with what its experiment asks for", async () => {
  const labels = async (name: string) => {
    let found: string[] = [];
    await withContent(name, (content) => {
      const { platform } = content;
      if (platform === null) throw new Error("There must be a platform");
      found = platformTiles(content, platform).map(({ label, value, unit }) =>
        `${label}: ${value} ${unit ?? ""}`.trim()
      );
    });
    return found;
  };
  expect(await labels("platform-recovery/quick")).toEqual([
    "Lost instances that ran again: 50 %",
    "First noticed after: 18 s",
    "95 % ran again after: > 1.67 min",
    "100 % ran again after: > 1.67 min",
    "Pushed and started: 33.33 %",
    "All pushes took: 10.1 min",
    "Median start of the most frequent kind: 34 s",
    expect.stringMatching(/^Applications pushed and started: /),
  ]);
  expect((await labels("platform-soak/quick")).slice(4, 7)).toEqual([
    "Metrics above their red level: 1",
    "Loops later than their interval: 1",
    "Longest convergence of instances: 31 s",
  ]);
  expect((await labels("platform-fezzik/quick")).slice(4, 7)).toEqual([
    "Instances that succeeded: 100 %",
    "All instances after: 30 s",
    "p95 of one instance: –",
  ]);
});

test("a simulated run says so in its verdict, and has its remarks apart from its events", () =>
  withContent("platform-push/quick", (content) => {
    const judged = {
      ...content.judged,
      objectives: [
        {
          ...{ metric: "push_success", is: "at least" as const, limit: 0.95 },
          ...{ value: 0.5, result: "missed" as const },
        },
        {
          ...{ metric: "task_success", is: "at least" as const, limit: 1 },
          ...{ value: null, result: "ignored" as const },
        },
      ],
    };
    expect(toVerdict({ ...content, judged }).markdown).toBe(
      "Simulated: **The objective was missed**: applications pushed and started 50 %, limit at least 95 %.",
    );
    const [trust] = trustSection(content);
    expect(trust?.source).toContain("its times are virtual");
    const { "Settings and assumptions of the platform": remarks } = tablesOf(
      remarksSection(content),
    );
    expect(remarks).toEqual(["a <b>remark</b>"]);
    expect(tablesOf(eventsSection(content))["Events"]).toHaveLength(1);
  }));

test("figures of a simulated run say so; a soak begins with the loops of the platform", () =>
  withContent("platform-soak/quick", async (content, store) => {
    const [lead, ...others] = await figureCells(store, content);
    expect(lead?.tags).toEqual(["lead"]);
    expect(JSON.stringify(lead?.outputs)).toContain(
      "Loops and cells of the platform over the run, simulated",
    );
    expect(others.map(({ source }) => source).join("\n")).toContain(
      "## Operations over the run",
    );
    expect(JSON.stringify(others)).toContain(
      "Pushes, tasks and instances over the run, simulated",
    );
  }));

test("a run that lost instances begins with when they run again", () =>
  withContent("platform-recovery/quick", async (content, store) => {
    const [lead] = await figureCells(store, content);
    expect(lead?.tags).toEqual(["lead"]);
    expect(JSON.stringify(lead?.outputs)).toContain(
      "Lost instances that run again, simulated",
    );
  }));

test("stages that are too many for a page are counted", () =>
  withContent("platform-push/quick", (content) => {
    const stages = [{ counted: "push", n: 78_000, read: null }];
    expect(
      measuredSection({ ...content, stages }).map(({ source }) => source)
        .join("\n"),
    ).toContain("The stages of 78,000 pushes are too many for this page");
  }));

test("a run of something else has none of these sections", () => {
  expect(platformSection(toTestContent())).toEqual([]);
  expect(remarksSection(toTestContent())).toEqual([]);
});
