import { expect, test } from "vitest";
import { forwardingReport } from "../../../src/analysis/answers/forwarding_report.ts";
import { forwardingTables } from "../../../src/analysis/forwarding/tables/study_tables.ts";
import {
  answer,
  renderMarkdownTable,
  type TableData,
} from "../../../src/report/mod.ts";
import { makeForwarderRun } from "../../testing/forwarder_runs.ts";
import { notebookHeadings } from "../../testing/notebook_headings.ts";
import { withTestStore } from "../../testing/records.ts";

const runs = [
  makeForwarderRun({}, 0),
  makeForwarderRun({ repetition: 2 }, 1),
  makeForwarderRun({ system: "syslog-ng", version: "3", inFlight: 2087 }, 2),
  makeForwarderRun({
    ...{ system: "syslog-ng", version: "3", attribute: "buffer-cap" },
    ...{ bufferCap: 16 * 2 ** 20, capacity: 34_000 },
  }, 3),
  makeForwarderRun({
    ...{ attribute: "chain", outage: 0, sinks: 1 },
    hops: ["rsyslog", "syslog-ng"],
  }, 4),
];

const textOf = (table: TableData) => renderMarkdownTable(table);

test("forwardingReport() answers, and says of every verdict on which runs it rests", async () => {
  await withTestStore(runs, async (store) => {
    const report = await forwardingReport(store);
    const { verdict, tiles, limits } = answer(report.answer);
    expect(verdict).toContain("is shown to pass");
    expect(tiles.map(({ label, value }) => `${label} ${value}`)).toEqual([
      "Back pressure: passed 2 of 2",
      "Buffer cap: passed 1 of 1",
      "Throughput: passed no run",
      "Fan-out: passed no run",
      "Sink cluster: passed no run",
    ]);
    const headings = notebookHeadings("forwarders");
    for (const { heading } of limits) expect(headings).toContain(heading);
    expect(report.findingWith([]).markdown).toContain(
      "syslog-ng (1 run, lost at most 2,087)",
    );
    expect(report.verdicts.map(({ row, column, text }) => [row, column, text]))
      .toContainEqual([
        ...["syslog-ng 3", "Back pressure", "with loss\n1 of 1\n−2,087"],
      ]);
  });
});

test("forwardingReport() says that a run shared the machine, and that processors of several kinds are taken together", async () => {
  const on = (processor: string, order: number) => {
    const [run, rows] = makeForwarderRun({ repetition: order + 1 }, order);
    const { run_id } = run;
    const sampled = (rows.samples ?? []).filter(({ source, metric }) =>
      source === "host" && metric === "cpu"
    );
    return [{ ...run, environment: { processor, cores: 2 } }, {
      ...rows,
      samples: [
        ...rows.samples ?? [],
        ...sampled.flatMap(({ at }) => [
          { run_id, source: "host", metric: "cores", unit: "", at, value: 2 },
          {
            run_id,
            source: "generator",
            metric: "cpu",
            unit: "1",
            at,
            value: 0,
          },
        ]),
      ],
    }] as const;
  };
  await withTestStore([on("A", 0), on("B", 1)], async (store) => {
    const report = await forwardingReport(store);
    expect(answer(report.answer).limits.map(({ label }) => label)).toEqual(
      expect.arrayContaining([
        "2 of 2 runs shared the machine",
        "2 kinds of processor, taken together",
      ]),
    );
    const [evidence] = await report.evidenceOf("back-pressure");
    const said = "no line was lost; this run shared the machine";
    expect(evidence?.reason).toContain(said);
    expect(report.study.cells.map(({ reason }) => reason)).toContain(said);
  });
});

test("forwardingReport() draws the run on which a verdict rests, and where its lines were lost", async () => {
  await withTestStore(runs, async (store) => {
    const report = await forwardingReport(store);
    const evidence = await report.evidenceOf("back-pressure");
    expect(evidence.map(({ title }) => title)).toEqual([
      "Back pressure, rsyslog 8.2302.0: pass",
      "Back pressure, syslog-ng 3: pass with loss",
    ]);
    const [, second] = evidence;
    expect(second?.rates?.sinks.map(({ name, lost }) => [name, lost]))
      .toEqual([["sink-1", 0], ["sink-2", 2087], ["sink-3", 0]]);
    const bands = second?.rates?.clock.moments
      .filter(({ kind }) => kind === "fault");
    expect(bands).toMatchObject([{
      label: "sink-2 killed",
      from: 3,
      until: 9,
    }]);
    expect(second?.chain).toBeNull();
    expect(second?.away.map(({ name }) => name)).toEqual(["sink-2"]);
    expect(second?.backlog?.queued.map(({ name }) => name))
      .toEqual(["queued, as the forwarder says"]);
    expect(evidence.map(({ reason }) => reason.split(":")[0])).toEqual([
      "The worst of 2 runs, repetition 1 of killed",
      "The only run, repetition 1 of killed",
    ]);
    const { rows: losses, note } = await report.lossesOf("back-pressure");
    expect(losses.map(({ label, ranges }) => [label, ranges.length])).toEqual([
      ["sink-2, killed, run 1", 0],
      ["sink-2, killed, run 1", 1],
    ]);
    expect(note).toContain("Drawn are 2 of 3 runs");
    const [range] = losses.at(-1)?.ranges ?? [];
    expect(range?.n).toBe(2087);
    expect(range?.until).toBeCloseTo(0, 2);
  });
});

test("forwardingReport() reads how far hops are behind off their counts", async () => {
  await withTestStore(runs, async (store) => {
    const [chain] = await (await forwardingReport(store)).evidenceOf("chain");
    expect(chain?.chain?.hops.map(({ name }) => name))
      .toEqual(["hop-1", "hop-2", "sink-1"]);
    expect(chain?.chain?.hops.map(({ forwarder }) => forwarder))
      .toEqual(["rsyslog", "syslog-ng", ""]);
    const behind = chain?.chain?.hops[1]?.lag.map(({ value }) => value) ?? [];
    expect(Math.max(...behind)).toBeCloseTo(0.04, 2);
  });
});

test("tables of forwarders render with runs, and with none", async () => {
  await withTestStore(runs, async (store) => {
    const { study, tableOf, configurations } = await forwardingReport(store);
    expect(textOf(forwardingTables.verdicts(study))).toContain(
      "pass with loss",
    );
    const kept = tableOf("back-pressure");
    expect(textOf(kept)).toContain("2 pass");
    expect(kept.headline).toContain(
      "Most on disk: in the buffers of the sinks",
    );
    expect(textOf(forwardingTables.hops(study))).toContain("hop-2");
    expect(textOf(forwardingTables.cost(study))).toContain("MiB");
    expect(configurations.markdown).toContain("listen {folder}/in");
    for (const attribute of ["throughput", "restart", "fidelity"] as const) {
      expect(textOf(tableOf(attribute))).toContain("No run");
    }
  });
  await withTestStore([], async (store) => {
    const empty = await forwardingReport(store);
    expect(answer(empty.answer).verdict).toContain("no run of a forwarder");
    expect(empty.verdicts).toEqual([]);
    expect(empty.configurations.markdown).toBe(
      "No configuration is on record.",
    );
    for (const make of Object.values(forwardingTables)) {
      expect(textOf(make(empty.study))).not.toBe("");
    }
  });
});
