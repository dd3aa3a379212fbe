import { expect, test } from "vitest";
import {
  glanceAt,
  glancedData,
} from "../../../src/ingest/lager/lager_glance.ts";
import { readLagerText } from "../../../src/ingest/lager/lager_line.ts";

const line =
  '{"timestamp":"1522171784.100530624","source":"rep","message":"rep.started","log_level":2,"data":{"error":"no"}}';
const text =
  '{"timestamp":"2018-03-26T23:57:03.5858943Z","level":"error","source":"rep","message":"rep.started","data":{}}';

test.each([line, text, `vcap.rep: ${line}`])(
  "glanceAt('%s') agrees with the parsed line",
  (written) => {
    const [parsed] = readLagerText(written).lines;
    const { data, ...seen } = parsed!;
    const glance = glanceAt(written)!;
    expect({ us: glance.us, ...glance.head }).toMatchObject(seen);
    expect(glancedData(written, glance, null)).toEqual(data);
  },
);

test.each([
  line + text,
  line.slice(0, -1),
  line.slice(0, 60),
  line.replace("rep.started", 'rep.\\"started'),
  line.replace('"source":"rep",', ""),
  line.replace("1522171784", "soon"),
  "panic",
])("glanceAt('%s') leaves the line to the parser", (written) => {
  expect(glanceAt(written)).toBe(null);
});

test.each([
  ["rep.started", "info", true],
  ["rep.starting", "debug", true],
  ["rep.request.serving", "info", true],
  ["bbs.desire-task.starting", "info", true],
  ["rep.depot-client.tick", "info", false],
  ["rep.depot-client.tick", "error", true],
  ["rep.depot-client.tick", "fatal", true],
])(
  "glanceAt() tells whether %s of level %s is to be parsed",
  (message, level, isWanted) => {
    const written = text.replace("rep.started", message)
      .replace('"level":"error"', `"level":"${level}"`);
    const head = { level, source: "rep", message, isWanted };
    expect(glanceAt(written)?.head).toEqual(head);
  },
);

test("glancedData() is null where more than data follows, and where they are broken", () => {
  const more = line.replace("}}", '},"trace":{"id":"1"}}');
  expect(glancedData(more, glanceAt(more)!, null)).toBeNull();
  const broken = line.replace('"no"', '"no');
  expect(glancedData(broken, glanceAt(broken)!, null)).toBeNull();
});

test("glancedData() reads the wanted fields of simple data, and all of other data", () => {
  const read = (data: string) => {
    const written = line.replace('{"error":"no"}', data);
    const wanted = new Set(["session"]);
    return glancedData(written, glanceAt(written)!, wanted);
  };
  expect(read('{"error":"no","session":"1"}')).toEqual({ session: "1" });
  const nested = { key: { index: 1 }, session: "1", error: "no" };
  expect(read(JSON.stringify(nested))).toEqual(nested);
});
