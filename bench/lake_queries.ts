/**
 * Benchmarks a DuckLake on PostgreSQL with its tables on the local disk: queries over 1,000 runs beside the DuckDB file of the
 * same records, and one run more beside 10 to 1,000 runs. The records are synthetic: runs of a thousand operations.
 */
import { withAttached } from "../src/store/file/attach.ts";
import { tidyLake } from "../src/store/lake/tidy_lake.ts";
import { loadStore, Store } from "../src/store/mod.ts";
import { lakePrograms, type Lakes, startLakes } from "./_lakes.ts";
import {
  alternate,
  type Benchmark,
  type Context,
  factRow,
  ratioRow,
  type Row,
  timed,
} from "./_measure.ts";
import { writeRun } from "./_runs.ts";

const SIZES = [10, 100, 1000];
const MOST = 1000;
const OPERATIONS = 1000;
/** Files change at a coarse time: younger ones are read again. */
const SETTLED_MS = 2500;

const byCase =
  `SELECT case_id, count(*) AS n, quantile_cont(duration_s, [0.5, 0.99]) AS quantiles
  FROM operations JOIN runs USING (run_id) GROUP BY case_id ORDER BY case_id`;
const ofOne = `SELECT quantile_cont(duration_s, 0.99) AS p99 FROM operations
  WHERE run_id = (SELECT max(run_id) FROM runs)`;

export const lakeQueries: Benchmark = {
  name: "lake_queries",
  title: `queries over ${MOST} runs in a DuckLake, and one run more`,
  needs: lakePrograms,
  run,
};

async function run({ runs, folder, log }: Context): Promise<Row[]> {
  await using lakes = await startLakes(folder);
  const stores = new Map<number, Place>();
  const rows: Row[] = [];
  for (const size of SIZES) {
    const place = await makePlace(`${folder}/data-${size}`, size, lakes);
    const seconds = await timed(() => loadStore(place.data, place.lake));
    log(`loaded ${size} runs in ${seconds.toFixed(1)} s`);
    rows.push(factRow(`load ${size} runs into an empty DuckLake`, {
      ours: `${(seconds / size * 1000).toFixed(0)} ms a run`,
    }));
    stores.set(size, place);
  }
  await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
  for (const { data, lake } of stores.values()) await loadStore(data, lake);
  const [least, ...more] = [...stores];
  const most = stores.get(MOST);
  if (least === undefined || most === undefined) throw new TypeError("no size");
  let next = 10 * MOST;
  for (const [size, place] of more) {
    const beside = (act: (place: Place) => Promise<number>) =>
      alternate(() => act(place), () => act(least[1]), { runs, log });
    rows.push(
      ratioRow(
        `load one run beside ${size} in a DuckLake (beside ${least[0]})`,
        await beside(async ({ data, lake }) => {
          await writeRun(data, next++, OPERATIONS);
          return await timed(() => loadStore(data, lake));
        }),
      ),
      ratioRow(
        `ask a DuckLake of ${size} runs that is up to date (of ${least[0]})`,
        await beside(({ data, lake }) =>
          timed(async () => {
            await loadStore(data, lake);
            await ask(lake, "SELECT count(*) FROM runs");
          })
        ),
      ),
    );
  }
  await loadStore(most.data, most.file);
  rows.push(...await compare("loaded together", most, { runs, log }));
  const seconds = await timed(() =>
    withAttached(
      most.lake,
      "write",
      (connection) =>
        tidyLake(connection, most.lake, { expireDays: null, orphans: false }),
    )
  );
  rows.push(
    factRow(`tidy a DuckLake of ${MOST} runs`, {
      ours: `${seconds.toFixed(1)} s`,
    }),
    ...await compare("tidied", most, { runs, log }),
  );
  return rows;
}

/** The same records in both kinds of store. */
interface Place {
  readonly data: string;
  readonly file: string;
  readonly lake: string;
}

async function makePlace(
  data: string,
  size: number,
  lakes: Lakes,
): Promise<Place> {
  for (let i = 0; i < size; i++) await writeRun(data, i, OPERATIONS);
  return { data, file: `${data}.duckdb`, lake: await lakes.make() };
}

async function ask(path: string, sql: string): Promise<void> {
  using store = await Store.open(path);
  await store.rows(sql);
}

/** Measures both stores with queries in a session that is open, and with one that is opened for it. */
async function compare(
  how: string,
  { file, lake }: Place,
  context: Pick<Context, "runs" | "log">,
): Promise<Row[]> {
  using ours = await Store.open(lake);
  using peer = await Store.open(file);
  const both = (sql: string) =>
    alternate(
      () => timed(() => ours.rows(sql)),
      () => timed(() => peer.rows(sql)),
      context,
    );
  return [
    ratioRow(
      `quantiles by case over ${MOST} runs in a DuckLake, ${how} (DuckDB file)`,
      await both(byCase),
      2,
    ),
    ratioRow(`- of one run`, await both(ofOne), 2),
    ratioRow(
      `- by case, opening the store included`,
      await alternate(
        () => timed(() => ask(lake, byCase)),
        () => timed(() => ask(file, byCase)),
        context,
      ),
      2,
    ),
  ];
}
