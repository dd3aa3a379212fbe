import { expect, test } from "vitest";
import {
  type IsLong,
  parseSkeleton,
  readBatches,
} from "../../../src/ingest/source/long_json.ts";

/** A document in chunks of this many characters. */
function toChunks(text: string, size: number) {
  const chunks = text.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
  return { name: "x.json", chunks: () => chunks };
}

function read(text: string, isLong: IsLong, size = 7) {
  const batches = readBatches(toChunks(text, size), isLong);
  const found: [string, unknown][] = [];
  let next = batches.next();
  for (; !next.done; next = batches.next()) {
    found.push([next.value.path.join("/"), next.value.values]);
  }
  return { found, skeleton: next.value };
}

const isList: IsLong = (path) => path.at(-1) === "list";

test("readBatches() yields long arrays and objects, and returns what is left", () => {
  const text = String.raw`{ "a\"]": [1, {"list": ["[", "é\\", [2, 3]]}],
    "list": {"k": {"list": 4}, "l": 5 }, "empty": {"list": [ ]}, "n": 6 }`;
  const json = JSON.parse(text);
  for (const size of [1, 2, 7, 1000]) {
    const { found, skeleton } = read(text, isList, size);
    expect(found).toEqual([
      ['a"]/1/list', json['a"]'][1].list],
      ["list", json.list],
    ]);
    expect(skeleton).toEqual({
      'a"]': [1, { list: [] }],
      list: {},
      empty: { list: [] },
      n: 6,
    });
    expect(parseSkeleton(toChunks(text, size), isList)).toEqual(skeleton);
  }
});

test("readBatches() splits a long array at its commas only", () => {
  const values = Array.from({ length: 40_000 }, (_, i) => [i, `,]${i}`]);
  const { found } = read(JSON.stringify(values), (path) => path.length === 0);
  expect(found.length).toBeGreaterThan(5);
  expect(found.flatMap(([, batch]) => batch)).toEqual(values);
});

test.each([7, 1000, 5000, 10 ** 6])(
  "readBatches() passes over scalars in chunks of %i characters",
  (size) => {
    const scalars = Array.from({ length: 30_000 }, (_, i) => i / 8);
    const values = [
      ...scalars,
      "a, ]",
      ...scalars,
      [1, { b: [2] }],
      null,
      ...scalars.map(String),
      ...scalars,
      true,
    ];
    const { found } = read(
      `{"list": ${JSON.stringify(values)}, "list2": 1}`,
      isList,
      size,
    );
    expect(found.length).toBeGreaterThan(3);
    expect(found.flatMap(([, batch]) => batch)).toEqual(values);
  },
);

const numbers = Array.from({ length: 20_000 }, (_, i) => i).join(",\n");

test.each([
  ["cut off in an array", `{"list": [1, 2\n`, "2:1: is JSON that is cut off"],
  ["cut off behind it", `{"list": [1]\n, "b"`, "2:6: is JSON that is cut off"],
  ["a wrong value", `{"list": [1,\n2, x, 3]}`, "2:4: is not JSON"],
  [
    "a wrong value far on",
    `{"list": [${numbers},\nx]}`,
    "20001:1: is not JSON",
  ],
  ["a comma too many", `{"list": [1, ]}`, "1:14: is not JSON"],
  ["only a comma", `{"list": [,]}`, "1:11: is not JSON"],
  ["a wrong bracket", `{"list": [1}}`, "1:12: is not JSON"],
  ["a value behind the end", `{"list": [1]}\n 2`, "2:2: is not JSON"],
  ["a wrong key behind an array", `{"list": [1,\n2], b}`, "2:5: is not JSON"],
])("readBatches() names the place of %s", (_, text, message) => {
  expect(() => read(text, isList)).toThrow(`x.json:${message}; `);
});

test.each([
  ["[,5]", 1],
  ["[1,,2]", 3],
])("readBatches() refuses %s as JSON.parse does", (text, offset) => {
  expect(() => read(text, (path) => path.length === 0))
    .toThrow(`x.json:1:${offset + 1}: is not JSON`);
});

test("readBatches() refuses a document that is long elsewhere", () => {
  const chunk = `"${"x".repeat(2 ** 20 - 3)}",`;
  const chunks = function* () {
    yield "[";
    for (let i = 0; i < 70; i++) yield chunk;
  };
  expect(() => parseSkeleton({ name: "x.json", chunks }, isList))
    .toThrow("x.json: holds more than 67108864 characters beside its samples");
});
