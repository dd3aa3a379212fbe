import { expect, test } from "vitest";
import { readSource } from "../../src/ingest/mod.ts";
import { loadTester } from "../../src/ingest/load_tester.ts";

const folder = "test/testdata/ingest/load-tester";

function read(name: string, settings: Record<string, string>) {
  return loadTester.read(readSource(`${folder}/${name}`), {
    experiment: "e",
    settings,
  });
}

test("loadTester takes settings where the file lacks them", () => {
  const { runs, rows } = read("5nodes_50conc_4096bytes.json", {
    workers: "50",
    value_size: "4096",
    read_share: "0.3",
  });
  expect(runs[0]?.case_id).toBe(
    "repram nodes=5 workers=50 value_size=4096 read_share=0.3",
  );
  expect(rows.warnings.map(({ code }) => code)).toEqual(["unit-mislabelled"]);
});

test("loadTester keeps what the file says and warns of a setting that differs", () => {
  const { runs, rows } = read("failing_cluster.json", {
    workers: "50",
    value_size: "1024",
  });
  expect(runs[0]?.params.find(({ key }) => key === "workers")?.number).toBe(25);
  expect(rows.warnings.filter(({ code }) => code === "setting-ignored"))
    .toMatchObject([{
      message: "workers is 25 in the file, not 50 as was set",
    }]);
});
