import { expect, test } from "vitest";
import {
  lagerMarks,
  textMarks,
} from "../../../src/ingest/stages/find_marks.ts";
import { stageModels } from "../../../src/record/mod.ts";

const all = Object.values(stageModels);

function namesOf(message: string, data = {}): string[] {
  return lagerMarks(all).find(message, data).map(({ model, index }) =>
    `${model.kind} ${model.stages[index]?.stage}`
  );
}

test("lagerMarks() finds the end of a message, from a dot on", () => {
  expect(namesOf("bbs.request.desire-task.starting"))
    .toEqual(["task Desiring-Task"]);
  expect(namesOf("desire-task.starting")).toEqual(["task Desiring-Task"]);
  expect(namesOf("bbs.undesire-task.starting")).toEqual([]);
  expect(namesOf("bbs.desire-task.starting.again")).toEqual([]);
});

test("lagerMarks() finds messages of old components and of new ones", () => {
  const claimed = ["lrp Claimed-ALRP"];
  expect(namesOf("rep.claim-actual-lrp.succeeded")).toEqual(claimed);
  expect(
    namesOf("bbs.request.claim-actual-lrp.db-claim-actual-lrp.complete"),
  ).toEqual(claimed);
});

test("lagerMarks() tells stages of several models from one line", () => {
  expect(
    namesOf("rep.run-container.run.run-step-process.finished"),
  ).toEqual(["task Finished-Running"]);
  expect(
    namesOf("executor.create-in-garden.succeeded-creating-garden-container"),
  )
    .toEqual(["task Created-Container", "lrp Created-Container"]);
});

test("lagerMarks() tells stages of one message apart by its data", () => {
  const message = "garden.garden-server.run.spawned";
  expect(namesOf(message, { spec: { Path: "/tmp/grace" } }))
    .toEqual(["lrp Launch-Process"]);
  expect(namesOf(message, { spec: { Path: "/bin/nc" } }))
    .toEqual(["lrp Launch-Monitor"]);
  expect(namesOf(message)).toEqual([]);
  expect(lagerMarks(all).candidates(message)).toHaveLength(2);
});

test("lagerMarks() takes messages of Garden only from Garden", () => {
  expect(namesOf("garden-linux.pool.h1.created")).toEqual([
    "container Created",
  ]);
  expect(namesOf("bbs.request.created")).toEqual([]);
});

test("textMarks() finds a text anywhere in a line", () => {
  const finder = textMarks(all);
  const find = (line: string, job: string) =>
    finder.find(line, { job }).map(({ model, index }) =>
      model.stages[index]?.stage
    );
  expect(find("Successfully created container", "STG")).toEqual([
    "Created-Stg",
  ]);
  expect(find("Successfully created container", "CELL")).toEqual([
    "Created-Inst",
  ]);
  expect(find('Updated app with guid 1 ({"state"=>"STARTED"})', "API"))
    .toEqual(["CC-Says-Start"]);
});
