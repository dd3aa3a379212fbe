import { expect, test } from "vitest";
import {
  lagerMicros,
  readLagerText,
} from "../../../src/ingest/lager/lager_line.ts";

const epoch =
  '{"timestamp":"1522171784.100530624","source":"rep","message":"rep.started","log_level":1,"data":{"cell-id":"a"}}';
const text =
  '{"timestamp":"2018-03-26T23:57:03.5858943Z","level":"info","source":"rep","message":"rep.started","data":{"cell-id":"a"}}';

test("readLagerText() reads both encodings behind any prefix", () => {
  const common = {
    level: "info",
    source: "rep",
    message: "rep.started",
    data: { "cell-id": "a" },
  };
  const read = (line: string) => readLagerText(line).lines;
  expect(read(epoch)).toEqual([{ us: 1_522_171_784_100_530, ...common }]);
  expect(read(text)).toEqual([{ us: 1_522_108_623_585_894, ...common }]);
  expect(read(`Mar 03 vcap.rep [7]: ${epoch}\r`)).toEqual(read(epoch));
  expect(read(`{x} ${epoch}`)).toEqual(read(epoch));
});

test("readLagerText() reads what is whole of torn and joined lines", () => {
  expect(readLagerText(epoch + text)).toMatchObject({
    lines: [{ source: "rep" }, { source: "rep" }],
    fragments: 0,
  });
  expect(readLagerText(epoch.slice(0, 40) + text)).toMatchObject({
    lines: [{ us: 1_522_108_623_585_894 }],
    fragments: 1,
  });
  expect(readLagerText(`${epoch} Mar 03 vcap.rep: ${text.slice(0, 60)}`))
    .toMatchObject({ lines: [{ us: 1_522_171_784_100_530 }], fragments: 1 });
});

test.each([
  ["panic: no", "it holds no JSON"],
  [epoch.slice(0, 60), "its JSON is cut off or broken"],
  ["[{]", "its JSON is cut off or broken"],
  [
    '{"level":30,"msg":"pino"}',
    "it is no lager line: it lacks source or message",
  ],
  [epoch.replace("1522171784.100530624", "soon"), "its timestamp is no time"],
])("readLagerText('%s') says why there is no line", (line, problem) => {
  expect(readLagerText(line)).toEqual({ lines: [], fragments: 0, problem });
});

test.each([
  ["1522171784", 1_522_171_784_000_000],
  ["1522171784.1", 1_522_171_784_100_000],
  [1522171784.5, 1_522_171_784_500_000],
  ["9999999999.5", NaN],
  ["1522171784.1x", NaN],
  ["", NaN],
  [null, NaN],
])("lagerMicros(%s) is %d", (timestamp, us) => {
  expect(lagerMicros(timestamp)).toBe(us);
});
