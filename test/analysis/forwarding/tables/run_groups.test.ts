import { expect, test } from "vitest";
import { judgeAll } from "../../../../src/analysis/forwarding/attribute_cells.ts";
import {
  type ForwardingMeasures,
  forwardingMeasures,
} from "../../../../src/analysis/forwarding/measures/forwarding_measures.ts";
import {
  eachColumn,
  groupColumns,
  type RunGroup,
  runGroups,
  spreadColumn,
  timesColumn,
  wordsColumn,
} from "../../../../src/analysis/forwarding/tables/run_groups.ts";
import { withForwardingStore } from "../../../testing/forwarding_rows.ts";

/** Makes a group of as many repetitions as there are changes to a plain run. */
async function groupOf(
  changes: readonly Partial<ForwardingMeasures>[],
): Promise<RunGroup> {
  return await withForwardingStore([{}], async (store) => {
    const [plain] = await forwardingMeasures(store);
    if (!plain) throw new TypeError("no run");
    const runs = judgeAll(changes.map((change, i) => ({
      ...{ ...plain, ...change },
      run: { ...plain.run, ...change.run, repetition: i + 1 },
    })));
    const [group] = runGroups(runs, "back-pressure");
    if (!group) throw new TypeError("no group");
    return group;
  });
}

const recovery = (seconds: number, censored = false) => [{
  ...{ run_id: "r1", sink: "sink-2", backlog: null, drain_rate: null },
  first_line: { seconds: 0.25, censored: false },
  drain: { seconds, censored },
}];

test("runGroups() has no row for what a forwarder cannot be asked, unless it was asked nothing else", async () => {
  const skipped = { run: { status: "skipped" } } as const;
  const runs = [
    {},
    { fault: "frozen", ...skipped },
    { fault: "frozen" },
    { fault: "slow", ...skipped },
    { system: "nats", ...skipped },
  ].map((run, i) => ({ ...run, run_id: `r${i + 1}` }));
  await withForwardingStore(runs, async (store) => {
    const judged = judgeAll(await forwardingMeasures(store));
    const groups = runGroups(judged, "back-pressure");
    expect(
      groups.map(({ system, variant, runs }) => [system, variant, runs.length]),
    ).toEqual([
      ["nats", "killed", 1],
      ["rsyslog", "frozen", 2],
      ["rsyslog", "killed", 1],
    ]);
  });
});

test("timesColumn() has the median of times of which some were not seen to end", async () => {
  const group = await groupOf([
    { recoveries: recovery(1) },
    { recoveries: recovery(15, true) },
    { recoveries: recovery(2) },
    { recoveries: [] },
  ]);
  const column = timesColumn<RunGroup>(
    "Drained after",
    ({ recoveries }) => recoveries.map(({ drain }) => drain),
  );
  expect(column.cell(group)).toMatchObject({
    ...{ text: "2 s", sort: 2 },
    note: "1 to 15 s, 3 of 4, 1 not seen to end",
  });
  const none = await groupOf([{ recoveries: [] }]);
  expect(column.cell(none)).toMatchObject({ text: "–", sort: null });
});

test("eachColumn() hides no repetition; spreadColumn() has the median with the range", async () => {
  const group = await groupOf([0, 62_100, 7].map((memory) => ({
    cost: {
      ...{ run_id: "r1", delivered: 1, memory, adapter_memory: null },
      ...{ cpu_per_million: null, adapter_cpu_per_million: null },
      ...{ generator_cpu_per_million: null, sink_cpu_per_million: null },
      ...{ generator_memory: null, sink_memory: null },
    },
  })));
  const valueOf = ({ cost }: ForwardingMeasures) => cost.memory;
  const format = { format: (value: number) => value.toLocaleString("en-US") };
  expect(eachColumn<RunGroup>("each", valueOf, format).cell(group).text)
    .toBe("0; 62,100; 7");
  expect(spreadColumn<RunGroup>("spread", valueOf, format).cell(group))
    .toMatchObject({ text: "7", note: "0 to 62,100" });
});

test("wordsColumn() says how many runs have a word, unless all do", async () => {
  const group = await groupOf([
    { contradictions: [] },
    { contradictions: [] },
    { contradictions: [] },
  ]);
  const words = [["oldest"], ["oldest", "middle", "middle"], ["oldest"]];
  let run = 0;
  const column = wordsColumn<RunGroup>("Which", () => words[run++] ?? []);
  expect(column.cell(group).text).toBe("oldest, middle (1 of 3)");
});

test("groupColumns() marks runs that foreign load disturbed, and says the verdicts of the others", async () => {
  const calm = await groupOf([{}, {}]);
  const [plain] = calm.measures;
  if (!plain) throw new TypeError("no run");
  const disturbed = await groupOf([
    {},
    { ...plain, away: null, run: { ...plain.run, disturbed: true } },
  ]);
  const cellsOf = (group: RunGroup) =>
    groupColumns<RunGroup>("Fault").map(({ label, cell }) => [
      ...[label, cell(group).text, cell(group).note],
    ]);
  expect(cellsOf(calm)).toEqual([
    ["Forwarder", "rsyslog 1.0", ""],
    ["Fault", "killed", ""],
    ["n", "2", ""],
    ["Verdicts", "2 pass", ""],
  ]);
  expect(cellsOf(disturbed).slice(2)).toEqual([
    ["n", "2", "1 disturbed"],
    ["Verdicts", "1 not engaged, 1 pass", "undisturbed: 1 pass"],
  ]);
});
