import { expect, test } from "vitest";
import { readSource } from "../../../src/ingest/mod.ts";
import { readWhole } from "../../testing/read_whole.ts";
import { loadTester } from "../../../src/ingest/load_tools/load_tester.ts";

const folder = "test/testdata/ingest/load-tester";

function read(name: string, settings: Record<string, string>) {
  return readWhole(loadTester.read(readSource(`${folder}/${name}`), {
    experiment: "e",
    settings,
  }));
}

test("loadTester uses settings that the file lacks", async () => {
  const { runs, rows } = await read("5nodes_50conc_4096bytes.json", {
    workers: "50",
    value_size: "4096",
    read_share: "0.3",
  });
  expect(runs[0]?.case_id).toBe(
    "repram nodes=5 workers=50 value_size=4096 read_share=0.3",
  );
  expect(rows.warnings.map(({ code }) => code)).toEqual(["unit-mislabelled"]);
});

test("loadTester prefers the file and warns of a setting that differs", async () => {
  const { runs, rows } = await read("failing_cluster.json", {
    workers: "50",
    value_size: "1024",
  });
  expect(runs[0]?.params.find(({ key }) => key === "workers")?.number).toBe(25);
  expect(rows.warnings.filter(({ code }) => code === "setting-ignored"))
    .toMatchObject([{
      message: "workers is 25 in the file, not 50 as was set",
    }]);
});

test("loadTester reads the tested commit from the file's name", async () => {
  const { name: _, ...file } = readSource(`${folder}/failing_cluster.json`);
  const versionOf = async (
    name: string,
    settings: Record<string, string> = {},
  ) => {
    const { runs, rows } = await readWhole(
      loadTester.read({ ...file, name }, { experiment: "e", settings }),
    );
    const ignored = rows.warnings.filter(({ code }) =>
      code === "setting-ignored"
    );
    return [runs[0]?.system_version, ...ignored.map(({ message }) => message)];
  };
  expect(await versionOf("vs_3xcluster-node_b5381af.json")).toEqual([
    "b5381af",
  ]);
  expect(await versionOf("vs_node_9968d4e_ratelimited.json")).toEqual([
    "9968d4e",
  ]);
  // A date and a word are not commits.
  expect(await versionOf("run_20250527_acceded.json")).toEqual([""]);
  expect(await versionOf("run_20250527.json", { version: "2.1.0" }))
    .toEqual(["2.1.0"]);
  expect(await versionOf("vs_node_b5381af.json", { version: "9968d4e" }))
    .toEqual([
      "b5381af",
      "version is b5381af in the file's name, not 9968d4e as was set",
    ]);
});

test("loadTester marks a run without a success as invalid", async () => {
  const { runs, rows } = await read("crashed_9968d4e.json", {});
  expect(runs[0]).toMatchObject({
    status: "invalid",
    notes: "none of 92,672 requests succeeded",
    system_version: "9968d4e",
  });
  // Its reported values are kept.
  expect(rows.reported.find(({ kind }) => kind === "throughput")?.value)
    .toBe(9091.320962016638);
});
