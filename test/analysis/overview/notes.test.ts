import { expect, test } from "vitest";
import {
  describeNotes,
  notesOf,
} from "../../../src/analysis/overview/notes.ts";
import { type EventKind, toEvent } from "../../../src/record/mod.ts";
import { toTestRun, withTestStore } from "../../testing/records.ts";

function note(run_id: string, detail: string, kind: EventKind = "note") {
  return toEvent({
    run_id,
    at: "2026-01-02T03:04:05Z",
    kind,
    subject: "",
    detail,
  });
}

test("notesOf() counts the runs of each note", () =>
  withTestStore([
    [toTestRun("a"), { events: [note("a", "x"), note("a", "y")] }],
    [
      toTestRun("b"),
      { events: [note("b", "x"), note("b", "1 write", "verified")] },
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
