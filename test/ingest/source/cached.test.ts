import { expect, test } from "vitest";
import { cached } from "../../../src/ingest/source/cached.ts";

test("cached() reads a name once, and those beyond the thousandth each time", () => {
  const read: string[] = [];
  const lengthOf = cached((name) => {
    read.push(name);
    return name.length;
  });
  expect([lengthOf("READ"), lengthOf("READ")]).toEqual([4, 4]);
  expect(read).toEqual(["READ"]);
  for (let i = 0; i < 999; i++) lengthOf(`kind ${i}`);
  read.length = 0;
  expect([lengthOf("late"), lengthOf("late"), lengthOf("kind 1")])
    .toEqual([4, 4, 6]);
  expect(read).toEqual(["late", "late"]);
});

test("cached() keeps what was read of nothing, and of any text", () => {
  let reads = 0;
  const read = cached((name): string | null => {
    reads++;
    return name === "" ? null : name;
  });
  const names = ["", "é\ud800", '"\\\n'];
  expect(names.map(read)).toEqual([null, ...names.slice(1)]);
  expect(names.map(read)).toEqual([null, ...names.slice(1)]);
  expect(reads).toBe(3);
});

test("cached() gives each name its own value, in whatever turns they follow each other", () => {
  const turns = ["a", "b", "a", "b", "b", "c", "a", "c", "b", "a", "d", "a"];
  let reads = 0;
  const read = cached((name) => `${name}${++reads}`);
  expect(turns.map(read).join(" "))
    .toBe("a1 b2 a1 b2 b2 c3 a1 c3 b2 a1 d4 a1");
});
