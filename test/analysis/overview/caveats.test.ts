import { expect, test } from "vitest";
import { column } from "../../../src/report/mod.ts";
import { caveats } from "../../../src/analysis/overview/caveats.ts";
import {
  toTestParam,
  toTestRun,
  withTestStore,
} from "../../testing/records.ts";
import { sound } from "../../testing/validity.ts";

const warning = {
  stage: "run",
  code: "probe-late",
  message: "probes were late",
  place: "",
  n: 3,
};

test("caveats() returns limited runs, settings that differ and warnings as tables", () =>
  withTestStore(
    ["a", "b"].map((run_id) => [
      toTestRun(run_id, {
        params: [toTestParam("nodes", 3), toTestParam("disk", run_id)],
        environment: { kernel: run_id },
      }),
      { warnings: [{ ...warning, run_id }] },
    ]),
    async (store) => {
      const parts = await caveats(store, {
        runs: [{ run_id: "a", ...sound, load: 7 }, {
          ...{ run_id: "b", ...sound, load: 8, background_load: 0.714 },
          reasons: [{
            code: "beside",
            severity: "doubtful",
            text: "ran beside a",
            runs: ["a"],
          }],
        }],
        columns: [column.number("load", "Load")],
        groups: { by: ["nodes"], nouns: ["size", "sizes"] },
      });
      const texts = parts.map((part) =>
        "rows" in part
          ? [
            part.caption,
            ...part.rows.map((row) => row.map(({ text }) => text).join(" | ")),
          ]
          : part.markdown
      );
      expect(texts).toEqual([
        [
          "Runs and what limits them",
          "b | 8 | counts | 0.71 | no | ran beside a",
        ],
        [
          "Settings that differ among the runs of one size",
          "Disk | 1 | 1 | 2 | a and b",
          "Environment: kernel | 1 | 1 | 2 | a and b",
        ],
        ["Recorded warnings", "probe late | 6 | 2 | probes were late"],
      ]);
    },
  ));

test("caveats() says in one sentence what there is none of", () =>
  withTestStore([[toTestRun("a"), {}]], async (store) => {
    expect(
      await caveats(store, {
        runs: [{ run_id: "a", ...sound }],
        groups: { by: [] },
      }),
    ).toMatchObject([{
      markdown:
        "No rule of validity limits a run. No setting differs among the runs of one configuration. No warning is on record.",
    }]);
    expect(await caveats(store)).toMatchObject([{
      markdown: "No warning is on record.",
    }]);
  }));

test("caveats() says of whose records a warning is where there are several experiments", () =>
  withTestStore([
    [toTestRun("a"), { warnings: [{ ...warning, run_id: "a" }] }],
    [toTestRun("b", { experiment: "published" }), {
      warnings: [
        { ...warning, run_id: "b" },
        { ...warning, run_id: "b", code: "no-results", n: 1 },
      ],
    }],
  ], async (store) => {
    const [part] = await caveats(store);
    expect(
      part && "rows" in part
        ? part.rows.map((row) => row.map(({ text }) => text).join(" | "))
        : [],
    ).toEqual([
      "probe late | kv, published | 6 | 2 | probes were late",
      "no results | published | 1 | 1 | probes were late",
    ]);
  }));
