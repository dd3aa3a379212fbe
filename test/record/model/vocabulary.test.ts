import { expect, test } from "vitest";
import {
  bookkeepingParams,
  columns,
  eventKinds,
  isLoad,
  operationKinds,
  phases,
  runColumns,
  sourceKind,
  sources,
  tableNames,
  toEvent,
} from "../../../src/record/mod.ts";

/** Returns the paths of all SQL and TypeScript files of the analysis and the store. */
async function listSql(folder: string): Promise<string[]> {
  const paths: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) paths.push(...await listSql(path));
    else if (/\.(sql|ts)$/.test(name)) paths.push(path);
  }
  return paths.sort();
}

/** Words of imports, and kinds of the table `reported`, which other tools name. */
const imported =
  /^(latency|throughput|success_rate|responses|\w+_(?:requests|duration|rate|classes))$/;

test("SQL names only phases and kinds of the vocabulary", async () => {
  const kinds = { ...eventKinds, ...operationKinds };
  for (
    const path of [
      ...await listSql("src/analysis"),
      ...await listSql("src/store"),
    ]
  ) {
    const text = await Deno.readTextFile(path);
    const inSql = [
      ...text.matchAll(
        /\b(kind|phase) (?:=|<>|(?:NOT )?IN) (?:\(([^()]*)\)|('\w+'))/g,
      ),
    ];
    for (const [, column, list = "", single = ""] of inSql) {
      for (const [, word = ""] of (list + single).matchAll(/'(\w+)'/g)) {
        if (imported.test(word)) continue;
        const known = Object.hasOwn(column === "phase" ? phases : kinds, word);
        expect([path, word, known]).toEqual([path, word, true]);
      }
    }
  }
});

test("docs/record.md names every column and every word", async () => {
  const text = await Deno.readTextFile("docs/record.md");
  const words = [
    ...tableNames,
    ...tableNames.flatMap((table) => columns[table].map(({ name }) => name)),
    ...runColumns.map(({ name }) => name),
    ...[phases, eventKinds, operationKinds, sources].flatMap(Object.keys),
    ...bookkeepingParams,
  ];
  expect(words.filter((word) => !text.includes(`\`${word}\``))).toEqual([]);
});

test("isLoad() excludes probes and the read-back", () => {
  expect(Object.keys(operationKinds).filter(isLoad)).toEqual([
    "put",
    "get",
    "incremental",
    "big",
    "log_push",
    "send",
    "push",
    "start",
    "scale",
    "remove",
    "task",
    "lrp",
    "recover",
    "restart",
    "api_call",
    "pod_start",
    "seed_lrps",
    "desire_lrp",
    "remove_lrp",
    "claim_lrp",
    "start_lrp",
    "crash_lrp",
    "fail_lrp",
    "cell_presence",
    "cell_fetch",
    "route_fetch",
    "desired_fetch",
    "presence_fetch",
    "converge",
  ]);
  expect(isLoad("a kind of another tool")).toBe(true);
});

test("sourceKind() returns the kind of a numbered source, and of one alone", () => {
  expect(["node-12", "targets", "targets-1", "host", ""].map(sourceKind))
    .toEqual(["node", "targets", "targets", "host", ""]);
  expect(Object.keys(sources).map(sourceKind)).toEqual(Object.keys(sources));
});

test("toEvent() has no detail and no data unless they are given", () => {
  const event = { run_id: "r", at: null, kind: "up", subject: "x" } as const;
  expect(toEvent(event)).toEqual({ ...event, detail: "", data: "{}" });
  expect(toEvent({ ...event, data: { seconds: 2 } }).data)
    .toBe('{"seconds":2}');
});
