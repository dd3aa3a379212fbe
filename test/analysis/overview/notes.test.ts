import { expect, test } from "vitest";
import {
  describeNotes,
  notesOf,
} from "../../../src/analysis/overview/notes.ts";
import { toTestRun, withTestStore } from "../../testing/records.ts";

function note(run_id: string, detail: string, subject = "") {
  return {
    run_id,
    at: "2026-01-02T03:04:05Z",
    kind: "note",
    subject,
    detail,
    data: "",
  };
}

test("notesOf() counts the runs of each note, except of what was acknowledged", () =>
  withTestStore([
    [toTestRun("a"), { events: [note("a", "x"), note("a", "y")] }],
    [
      toTestRun("b"),
      { events: [note("b", "x"), note("b", "1 write", "acknowledged")] },
    ],
    [toTestRun("c", { system: "redis" }), {}],
  ], async (store) => {
    expect(await notesOf(store, "etcd")).toEqual([
      { detail: "x", runs: 2 },
      { detail: "y", runs: 1 },
    ]);
    expect(await describeNotes(store, "redis")).toMatchObject({
      markdown: "The lab wrote no note.",
    });
  }));
