import { expect, test } from "vitest";
import { type Downtime, downtimes } from "../../../src/analysis/recovery/downtime.ts";
import { ingestFiles, toImporter } from "../../../src/ingest/mod.ts";
import type { Sample } from "../../../src/record/mod.ts";
import { loadStore, Store } from "../../../src/store/mod.ts";
import {
  toTestRun,
  withTempFolder,
  withTestStore,
} from "../../testing/records.ts";

const folder = "test/testdata/analysis/perseus";

/** The six columns as the README of Perseus prints them; `>` where watching ended first. */
function columns({ isolation, recovery }: Downtime) {
  const show = (
    waiting: { seconds: number; censored: boolean } | undefined,
    otherwise = "",
  ) =>
    waiting?.censored
      ? otherwise || `>${waiting.seconds}s`
      : `${waiting?.seconds}s`;
  return [
    show(isolation.down),
    show(isolation.partial),
    show(isolation.disturbed, "N/A"),
    show(recovery?.down),
    show(recovery?.partial),
    show(recovery?.recovered, "N/A"),
  ].join(" ");
}

// The published table says >366s, 51s and 51s of YugaByte: its log has no increments in the 367 seconds 15 to 381 and in the 52
// seconds 382 to 433, of which the table takes last less first, where it counts those of the other databases.
const published = {
  mongodb: "29s 0s 29s 0s 0s 1s",
  riak: "8s >121s N/A 1s 6s 18s",
  tidb: "15s 1s 16s 82s 8s 114s",
  yugabyte: ">367s 0s N/A 52s 0s 52s",
};

test("downtimes() gives the table that Perseus published with its logs", async () => {
  await withTempFolder(async (data) => {
    await ingestFiles(toImporter("perseus"), [folder], {
      data,
      experiment: "isolation",
      settings: {},
    });
    await loadStore(data, `${data}/store.duckdb`);
    using store = await Store.open(`${data}/store.duckdb`);
    const found = await downtimes(store, "isolation");
    expect(Object.fromEntries(found.map((run) => [run.system, columns(run)])))
      .toEqual(published);
    expect(found.map(({ isolated }) => isolated))
      .toEqual(["mongo1", "riak3", "tidb1", "yuga3"]);
  });
});

// The table's second rows of MongoDB and TiDB: 117s, and >235s where the log has 236 silent seconds before the node's return.
// MongoDB answered less than once a second after its outage, in single seconds between silent ones: those are no downtime.
test("downtimes() takes no silent second of a slow database for an outage", async () => {
  await withTempFolder(async (data) => {
    await ingestFiles(toImporter("perseus"), [`${folder}_slow`], {
      data,
      experiment: "isolation",
      settings: {},
    });
    await loadStore(data, `${data}/store.duckdb`);
    using store = await Store.open(`${data}/store.duckdb`);
    const found = await downtimes(store, "isolation");
    expect(Object.fromEntries(found.map((run) => [run.system, columns(run)])))
      .toEqual({
        mongodb: "117s 0s 117s 0s 0s N/A",
        tidb: ">236s 0s N/A >89s 0s N/A",
      });
    expect(found[0]?.isolation.unclear).toBe(49);
    expect(found[0]?.recovery?.unclear).toBe(23);
  });
});

const time = (second: number) =>
  new Date(Date.UTC(2026, 0, 2) + second * 1000).toISOString();

/** Samples from second 1 on: a letter a second, `2` where two of three nodes made increments. */
function toSamples(available: string): Sample[] {
  return [...available].flatMap((count, i) =>
    ["a", "b", "c"].map((source, node) => ({
      run_id: "r1",
      source,
      metric: "increments",
      unit: "1/s",
      at: time(i + 1),
      value: node < Number(count) ? 20 : 0,
    }))
  );
}

function toEvents(isolated: number, rejoined: number | null) {
  return [
    { kind: "isolate", at: isolated },
    ...(rejoined === null ? [] : [{ kind: "rejoin", at: rejoined }]),
  ].map(({ kind, at }) => ({
    run_id: "r1",
    at: time(at),
    kind,
    subject: "c",
    detail: "done",
  }));
}

async function oneRun(
  available: string,
  { isolated, rejoined, steadyFor = 5 }: {
    isolated: number;
    rejoined: number | null;
    steadyFor?: number;
  },
) {
  const found: Downtime[] = [];
  await withTestStore([[toTestRun("r1"), {
    samples: toSamples(available),
    events: toEvents(isolated, rejoined),
  }]], async (store) => {
    found.push(...await downtimes(store, "kv", { steadyFor }));
  });
  return found[0] ?? null;
}

test("downtimes() counts nothing where no node but the one cut off stopped", async () => {
  const run = await oneRun("333222223333", { isolated: 3, rejoined: 8 });
  expect(run && columns(run)).toBe("0s 0s 0s 0s 0s 0s");
});

test("downtimes() knows nothing of a recovery that never began", async () => {
  const run = await oneRun("3330012", { isolated: 3, rejoined: null });
  expect(run?.recovery).toBeNull();
  expect(run?.isolation).toEqual({
    down: { seconds: 2, censored: false },
    partial: { seconds: 1, censored: false },
    disturbed: { seconds: 3, censored: false },
    unclear: 0,
  });
  expect(run?.isolation_ended).toBe("end of the log");
});

test("downtimes() takes two of three nodes for partial once three were steady", async () => {
  const seconds = "3222233332233";
  const at = { isolated: 1, rejoined: 5 };
  const late = await oneRun(seconds, { ...at, steadyFor: 5 });
  const soon = await oneRun(seconds, { ...at, steadyFor: 4 });
  expect(late && columns(late)).toBe("0s 0s 0s 0s 0s 6s");
  expect(soon && columns(soon)).toBe("0s 0s 0s 0s 2s 6s");
});

test("downtimes() says at least so long where watching ended first", async () => {
  const run = await oneRun("333012200", { isolated: 3, rejoined: 6 });
  expect(run && columns(run)).toBe("1s 1s 2s >2s 0s N/A");
  expect(run?.isolation_ended).toBe("node's return");
});

test("downtimes() leaves out runs without a node cut off", async () => {
  await withTestStore(
    [[toTestRun("r1"), { samples: toSamples("333") }]],
    async (store) => {
      expect(await downtimes(store, "kv")).toEqual([]);
    },
  );
});
