import { expect, test } from "vitest";
import type { CensoredTime } from "../../../src/analysis/recovery/censored_time.ts";
import {
  type Downtime,
  downtimes,
} from "../../../src/analysis/recovery/downtime.ts";
import { ingestFiles, toImporter } from "../../../src/ingest/mod.ts";
import type { Sample } from "../../../src/record/mod.ts";
import { loadStore, Store } from "../../../src/store/mod.ts";
import {
  toTestRun,
  withTempFolder,
  withTestStore,
} from "../../testing/records.ts";

const folder = "test/testdata/analysis/perseus";

/** The six columns as the README of Perseus prints them; `>` for a censored time. */
function columns({ isolation, recovery }: Downtime) {
  const show = (
    time: CensoredTime | undefined,
    otherwise = "",
  ) => time?.censored ? otherwise || `>${time.seconds}s` : `${time?.seconds}s`;
  return [
    show(isolation.down),
    show(isolation.partial),
    show(isolation.disturbed, "N/A"),
    show(recovery?.down),
    show(recovery?.partial),
    show(recovery?.recovered, "N/A"),
  ].join(" ");
}

// The published table has >366s, 51s and 51s for YugaByte: its log has no increments in the 367 seconds 15 to 381 and
// the 52 seconds 382 to 433; the table subtracts first from last there, but counts the seconds of the other
// databases.
const published = {
  mongodb: "29s 0s 29s 0s 0s 1s",
  riak: "8s >121s N/A 1s 6s 18s",
  tidb: "15s 1s 16s 82s 8s 114s",
  yugabyte: ">367s 0s N/A 52s 0s 52s",
};

test("downtimes() reproduces the table that Perseus published with its logs", async () => {
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
    // Of the 130 seconds in which riak2 had increments again, riak1 had them in one.
    expect(found.find(({ system }) => system === "riak")?.afterwards)
      .toMatchObject({ nodes: 1, of: 3, connected: 2 });
    expect(found.map(({ isolated }) => isolated))
      .toEqual(["mongo1", "riak3", "tidb1", "yuga3"]);
  });
});

// The table's second rows of MongoDB and TiDB: 117s, and >235s where the log has 236 silent seconds before the node's
// return. MongoDB made less than one increment a second after its outage: the silent seconds between them are no
// downtime.
test("downtimes() counts no silent second of a slow database as an outage", async () => {
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

/** Samples from second 1 on: one digit a second, the number of the three nodes with increments. */
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
    data: "{}",
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

test("downtimes() counts nothing where only the isolated node stopped", async () => {
  const run = await oneRun("333222223333", { isolated: 3, rejoined: 8 });
  expect(run && columns(run)).toBe("0s 0s 0s 0s 0s 0s");
});

test("downtimes() returns no recovery without a return of the node", async () => {
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

test("downtimes() counts two of three nodes as partial downtime after a steady state of three", async () => {
  const seconds = "3222233332233";
  const at = { isolated: 1, rejoined: 5 };
  const late = await oneRun(seconds, { ...at, steadyFor: 5 });
  const soon = await oneRun(seconds, { ...at, steadyFor: 4 });
  expect(late && columns(late)).toBe("0s 0s 0s 0s 0s 6s");
  expect(soon && columns(soon)).toBe("0s 0s 0s 0s 2s 6s");
});

test("downtimes() censors times where observation ended first", async () => {
  const run = await oneRun("333012200", { isolated: 3, rejoined: 6 });
  expect(run && columns(run)).toBe("1s 1s 2s >2s 0s N/A");
  expect(run?.isolation_ended).toBe("node's return");
});

test("downtimes() leaves out runs without an isolated node", async () => {
  await withTestStore(
    [[toTestRun("r1"), { samples: toSamples("333") }]],
    async (store) => {
      expect(await downtimes(store, "kv")).toEqual([]);
    },
  );
});
