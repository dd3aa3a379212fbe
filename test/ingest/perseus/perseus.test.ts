import { expect, test } from "vitest";
import { toSource } from "../../../src/ingest/mod.ts";
import { readWhole } from "../../testing/read_whole.ts";
import { perseus } from "../../../src/ingest/perseus/perseus.ts";

const legend = "#legend: time|a|b|a:err|b:err";
const lines = (first: string, second: string) =>
  `${legend}\n1\t5\t6\t0\t0\t${first}\n2\t5\t6\t0\t0\t${second}\n`;

function read(name: string, text: string, settings = {}) {
  const file = toSource(name, text);
  return readWhole(perseus.read(file, { experiment: "e", settings }));
}

test("perseus reads the system from the folder of the logs, else from the name", async () => {
  const text = lines("2018/01/16 09:02:41", "2018/01/16 09:02:42");
  const systemOf = async (name: string, settings = {}) =>
    (await read(name, text, settings)).runs[0]?.system;
  expect(await systemOf("perseus/etcd/logs/client1.log")).toBe("etcd");
  expect(await systemOf("tidb-good-full.client1.log")).toBe("tidb");
  expect(await systemOf("x.log", { system: "gryadka" })).toBe("gryadka");
});

test("perseus uses the number of a second if the clock jumps", async () => {
  const { rows } = await read(
    "x.log",
    lines("2018/01/16 12:59:59", "2018/01/16 01:00:00"),
  );
  expect(rows.samples.map(({ at }) => at).filter((_, i) => i % 4 === 0))
    .toEqual(["2018-01-16T12:59:59.000Z", "2018-01-16T13:00:00.000Z"]);
  expect(rows.warnings.map(({ code }) => code)).toEqual(["ambiguous-time"]);
});

test("perseus reads the half of the day from the date above the legend", async () => {
  const text = lines("2018/01/14 12:00:28", "2018/01/14 12:00:29");
  const morning = await read("x.log", `Sun Jan 14 00:00:27 UTC 2018\n${text}`);
  const noon = await read("x.log", `Sun Jan 14 12:00:27 UTC 2018\n${text}`);
  expect(morning.runs[0]?.started_at).toBe("2018-01-14T00:00:27.000Z");
  expect(noon.runs[0]?.started_at).toBe("2018-01-14T12:00:27.000Z");
});

test("perseus leaves out what is below another legend, and reads on below the same one", async () => {
  const time = "2018/01/16 09:02:4";
  const text = lines(`${time}1`, `${time}2`);
  const third = `3\t7\t8\t0\t0\t${time}3\n`;
  const same = await read("x.log", `${text}${legend}\n${third}`);
  expect(same.counts).toMatchObject({ read: 3, stored: 3, rejected: 0 });
  const other = await read(
    "x.log",
    `${text}#legend: time|b|a|b:err|a:err\n\n${third}# isolated a\n`,
  );
  expect(other.counts).toMatchObject({ read: 5, stored: 2, rejected: 3 });
  expect(other.rows.samples.length).toBe(8);
  expect(
    other.rows.warnings.filter(({ code }) => code === "rejected-row")
      .map(({ place }) => place),
  ).toEqual(["x.log:4", "x.log:6", "x.log:7"]);
});

test.each([
  ["a name twice", "#legend: time|a|a|a:err|a:err"],
  ["a name too many", "#legend: time|a|a:err|b"],
])("perseus refuses a legend with %s", async (_, line) => {
  const text = `${line}\n1\t5\t6\t0\t0\t2018/01/16 09:02:41\n`;
  await expect(read("x.log", text)).rejects
    .toThrow("x.log:1:1: has no legend");
});
