import { expect, test } from "vitest";
import { glanceAt } from "../../../src/ingest/lager/lager_glance.ts";
import { readLagerText } from "../../../src/ingest/lager/lager_line.ts";

const line =
  '{"timestamp":"1522171784.100530624","source":"rep","message":"rep.started","log_level":2,"data":{"error":"no"}}';
const text =
  '{"timestamp":"2018-03-26T23:57:03.5858943Z","level":"error","source":"rep","message":"rep.started","data":{}}';

test.each([line, text, `vcap.rep: ${line}`])(
  "glanceAt('%s') agrees with the parsed line",
  (written) => {
    const [parsed] = readLagerText(written).lines;
    const { data: _, ...seen } = parsed!;
    expect(glanceAt(written)).toEqual(seen);
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
