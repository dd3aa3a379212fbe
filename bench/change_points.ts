/** Change points of the committed API timings, beside Apache Otava on the same values: how long, how many, how many false. */
import { z } from "zod";
import {
  durationTrend,
  measurementFloor,
  repetitions,
  seriesOf,
  stableSegments,
} from "../src/analysis/mod.ts";
import { differenceOf, matters } from "../src/analysis/trend/level_changes.ts";
import { shifts } from "../src/analysis/trend/shifts.ts";
import { openStore } from "../src/publish/open_store.ts";
import { changePoints, seededRandom } from "../src/statistics/mod.ts";
import {
  alternate,
  type Benchmark,
  type Context,
  factRow,
  output,
  ratioRow,
  type Row,
} from "./_measure.ts";

const EXPERIMENT = "cf-api-timings";
/** Chance of any false change among all series that ours is asked to keep; Otava has its own default, 0.001 for each. */
const ALPHA = 0.05;
/** Change points so many runs apart are the same. */
const NEAR = 2;
/** Shorter stretches say nothing. */
const SHORTEST = 10;
const script = decodeURIComponent(
  new URL("./_otava.py", import.meta.url).pathname,
);

const Peer = z.strictObject({
  seconds: z.number(),
  points: z.array(z.array(z.number())),
});

export const changePointsBench: Benchmark = {
  name: "change_points",
  title: `change points of every series of ${EXPERIMENT}`,
  needs: [{
    probe: ["python3", "-c", "import otava"],
    package: "apache-otava (PyPI)",
  }],
  run,
};

type Series = readonly (readonly number[])[];

async function run({ runs, folder, tell }: Context): Promise<Row[]> {
  using store = await openStore(EXPERIMENT);
  const points = await durationTrend(store, {
    series: "database",
    version: "cf_deployment_version",
  });
  const { floors } = measurementFloor(
    await repetitions(store, { series: "database" }),
  );
  const named = [...seriesOf(points)];
  const series = named.map(([, own]) => own.map(({ median }) => median));
  const path = `${folder}/series.json`;
  await Deno.writeTextFile(path, JSON.stringify(series));
  let ours: number[][] = [];
  let peer: number[][] = [];
  const seconds = await alternate(
    () => {
      const started = performance.now();
      ours = findOurs(series);
      return Promise.resolve((performance.now() - started) / 1000);
    },
    async () => {
      const found = await findPeers(path);
      peer = found.points;
      return found.seconds;
    },
    { runs, tell },
  );
  const large = (found: Series) =>
    found.map((indices, i) =>
      indices.filter((index, j) => {
        const [from, to] = [indices[j - 1] ?? 0, indices[j + 1]];
        const own = series[i]!;
        return matters(
          differenceOf(own.slice(from, index), own.slice(index, to)),
          { floor: floors.get(named[i]![0]) ?? 0 },
        );
      })
    );
  const calm = shuffled(
    [...stableSegments(points, shifts(points, { floors })).values()].flat()
      .filter((segment) => segment.length >= SHORTEST),
  );
  const calmPath = `${folder}/calm.json`;
  await Deno.writeTextFile(calmPath, JSON.stringify(calm));
  const alarms = count(findOurs(calm));
  const { points: peerAlarms } = await findPeers(calmPath);
  return [
    ratioRow(
      `change points of ${series.length} series, ${points.length} values (Otava)`,
      seconds,
      1,
    ),
    factRow("- found", { ours: `${count(ours)}`, peer: `${count(peer)}` }),
    factRow(`- of them found by the other too, within ${NEAR} runs`, {
      ours: `${shared(ours, peer)}`,
      peer: `${shared(peer, ours)}`,
    }),
    factRow("- of them at least 5 % and the measurement floor", {
      ours: `${count(large(ours))}`,
      peer: `${count(large(peer))}`,
    }),
    factRow(
      `- false: in ${calm.length} stable stretches, runs shuffled, any size`,
      {
        ours: `${alarms}`,
        peer: `${count(peerAlarms)}`,
        goal: "<= 1",
        met: alarms <= 1,
      },
    ),
  ];
}

function findOurs(series: Series): number[][] {
  return series.map((values) =>
    changePoints(values, { alpha: ALPHA / series.length })
      .map(({ index }) => index)
  );
}

async function findPeers(path: string): Promise<z.infer<typeof Peer>> {
  return Peer.parse(JSON.parse(await output(["python3", script, path])));
}

function count(found: Series): number {
  return found.reduce((sum, { length }) => sum + length, 0);
}

/** How many of the one are near one of the other. */
function shared(found: Series, other: Series): number {
  return count(
    found.map((indices, i) =>
      indices.filter((index) =>
        other[i]!.some((one) => Math.abs(one - index) <= NEAR)
      )
    ),
  );
}

/** Each series in a random order, the same each time. */
function shuffled(series: Series): number[][] {
  const random = seededRandom(1);
  return series.map((values) =>
    values.map((value) => ({ value, place: random() }))
      .sort((a, b) => a.place - b.place).map(({ value }) => value)
  );
}
