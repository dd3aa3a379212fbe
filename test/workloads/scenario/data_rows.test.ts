import { expect, test } from "vitest";
import { seededRandom } from "../../../src/statistics/basics/random.ts";
import { Data, dataRows } from "../../../src/workloads/scenario/data_rows.ts";

const rows = [{ x: 0 }, { x: 1 }, { x: 2 }, { x: 3 }, { x: 4 }];

/** Returns the values of the first journeys of some users. */
function valuesOf(data: object, users: number, visits = 3) {
  return Array.from({ length: users }, (_, user) => {
    const next = dataRows(Data.parse(data), {
      ...{ user, users, random: seededRandom(user) },
    });
    return Array.from({ length: visits }, (_, visit) => next(visit)?.["x"]);
  });
}

test("a list gives each user one row in turn, which it keeps", () => {
  expect(valuesOf(rows, 2)).toEqual([
    [0, undefined, undefined],
    [1, undefined, undefined],
  ]);
  expect(valuesOf(rows, 7, 1).flat()).toEqual([0, 1, 2, 3, 4, 0, 1]);
});

test("a row for each journey is used once before any is used again", () => {
  expect(valuesOf({ rows, per: "journey" }, 2, 4)).toEqual([
    [0, 2, 4, 1],
    [1, 3, 0, 2],
  ]);
});

test("rows at random are those of the seed, and all of them come", () => {
  const data = { rows, per: "journey", order: "random" };
  expect(valuesOf(data, 3)).toEqual(valuesOf(data, 3));
  expect(new Set(valuesOf(data, 4, 50).flat())).toEqual(
    new Set([0, 1, 2, 3, 4]),
  );
});

test("without rows there are no values; data is the same when it is read again", () => {
  expect(valuesOf([], 1)).toEqual([[undefined, undefined, undefined]]);
  const read = Data.parse(rows);
  expect(Data.parse(read)).toEqual(read);
});

test.each([
  { rows, per: "request" },
  { rows: [{ "a b": 1 }] },
  "users.csv",
])("data is not %j", (data) => {
  expect(Data.safeParse(data).success).toBe(false);
});
