import { expect, test } from "vitest";
import {
  keyOf,
  type LineNames,
  OpenTimelines,
  sessionKey,
} from "../../../src/ingest/stages/open_timelines.ts";
import { stageModels } from "../../../src/record/mod.ts";

const { lrp, request, task } = stageModels;

function named(name: string, link: string | null = null): LineNames {
  return { key: keyOf(lrp, name), name, link };
}

test("keys tell kinds, processes and starts of processes apart", () => {
  const keys = [
    keyOf(lrp, "a"),
    keyOf(task, "a"),
    sessionKey(request, "a", { number: 1, starts: 0 }),
    sessionKey(request, "a", { number: 1, starts: 1 }),
    sessionKey(request, "a", { number: 2, starts: 0 }),
  ];
  expect(new Set(keys).size).toBe(keys.length);
});

test("OpenTimelines gives the timeline of a place to the name that comes next", () => {
  const timelines = new OpenTimelines(10);
  const created = timelines.find(
    { model: lrp, index: 0 },
    { key: null, name: null, link: "p/0" },
    1,
  );
  const claimed = timelines.find(
    { model: lrp, index: 4 },
    named("i", "p/0"),
    2,
  );
  expect(claimed).toBe(created);
  expect(claimed).toMatchObject({ name: "i", attempt: 1 });
  expect(timelines.has(keyOf(lrp, "i"))).toBe(true);
  const nameless = { key: null, name: null, link: null };
  expect(timelines.find({ model: lrp, index: 0 }, nameless, 3)).toBeNull();
});

test("OpenTimelines begins again where the first stage is reached again", () => {
  const timelines = new OpenTimelines(10);
  const first = timelines.find({ model: lrp, index: 3 }, named("i"), 1);
  first!.times[3] = 1;
  const same = timelines.find({ model: lrp, index: 4 }, named("i"), 2);
  const again = timelines.find({ model: lrp, index: 3 }, named("i"), 3);
  expect([same === first, again === first]).toEqual([true, false]);
  expect(timelines.all().map(({ attempt }) => attempt)).toEqual([1, 2]);
});

test("OpenTimelines never has more than its limit, and counts what it closed", () => {
  const timelines = new OpenTimelines(4);
  for (let at = 0; at < 100; at++) {
    const found = timelines.find({ model: lrp, index: 0 }, named(`i${at}`), at);
    found!.times[0] = at;
    expect(timelines.all().length).toBeLessThanOrEqual(4);
  }
  const closed = timelines.takeClosed();
  expect(closed.map(({ name }) => name))
    .toEqual(Array.from({ length: closed.length }, (_, i) => `i${i}`));
  expect(closed.length + timelines.all().length).toBe(100);
  expect(timelines.early).toBe(closed.length);
  expect(timelines.takeClosed()).toEqual([]);
});

test("OpenTimelines joins what waits at a place with the name that is told to be there, unless it came later", () => {
  const create = (timelines: OpenTimelines, at: number) => {
    const names = { key: null, name: null, link: "p/0" };
    timelines.find({ model: lrp, index: 0 }, names, at)!.times[0] = at;
  };
  const reach = (
    timelines: OpenTimelines,
    names: LineNames,
    [index, at]: readonly [number, number],
  ) => timelines.find({ model: lrp, index }, names, at)!.times[index] = at;
  const early = new OpenTimelines(10);
  create(early, 1000);
  reach(early, named("i"), [2, 1500]);
  reach(early, named("i", "p/0"), [4, 2000]);
  expect(early.all().map(({ name, times }) => [name, times[0], times[4]]))
    .toEqual([["i", 1000, 2000]]);
  const late = new OpenTimelines(10);
  reach(late, named("i"), [2, 1500]);
  create(late, 60_000);
  reach(late, named("i", "p/0"), [4, 61_000]);
  expect(late.all().map(({ name }) => name)).toEqual(["i", "p/0"]);
});
