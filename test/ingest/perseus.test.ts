import { expect, test } from "vitest";
import { perseus } from "../../src/ingest/perseus.ts";

const legend = "#legend: time|a|b|a:err|b:err";
const lines = (first: string, second: string) =>
  `${legend}\n1\t5\t6\t0\t0\t${first}\n2\t5\t6\t0\t0\t${second}\n`;

function read(name: string, text: string, settings = {}) {
  return perseus.read({ name, text }, { experiment: "e", settings });
}

test("perseus takes its system from the folder of the logs, then from the name", () => {
  const text = lines("2018/01/16 09:02:41", "2018/01/16 09:02:42");
  const systemOf = (name: string, settings = {}) =>
    read(name, text, settings).runs[0]?.system;
  expect(systemOf("perseus/etcd/logs/client1.log")).toBe("etcd");
  expect(systemOf("tidb-good-full.client1.log")).toBe("tidb");
  expect(systemOf("x.log", { system: "gryadka" })).toBe("gryadka");
});

test("perseus goes by the number of the second where its clock jumps at one", () => {
  const { rows } = read(
    "x.log",
    lines("2018/01/16 12:59:59", "2018/01/16 01:00:00"),
  );
  expect(rows.samples.map(({ at }) => at).filter((_, i) => i % 4 === 0))
    .toEqual(["2018-01-16T12:59:59.000Z", "2018-01-16T13:00:00.000Z"]);
  expect(rows.warnings.map(({ code }) => code)).toEqual(["ambiguous-time"]);
});

test("perseus takes the half of the day from the date above the legend", () => {
  const text = lines("2018/01/14 12:00:28", "2018/01/14 12:00:29");
  const morning = read("x.log", `Sun Jan 14 00:00:27 UTC 2018\n${text}`);
  const noon = read("x.log", `Sun Jan 14 12:00:27 UTC 2018\n${text}`);
  expect(morning.runs[0]?.started_at).toBe("2018-01-14T00:00:27.000Z");
  expect(noon.runs[0]?.started_at).toBe("2018-01-14T12:00:27.000Z");
});
