/** Benchmarks change points of the committed API timings against Apache Otava: duration, number, and false ones. */
import { z } from "zod";
import {
  durationTrend,
  measurementFloor,
  repetitions,
  seriesOf,
  stableSegments,
} from "../src/analysis/mod.ts";
import {
  differenceOf,
  isLargeEnough,
} from "../src/analysis/trend/level_changes.ts";
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
/** Family-wise false positive rate of ours over all series; Otava has its default, 0.001 for each. */
const ALPHA = 0.05;
/** Change points at most this far apart are the same. */
const MAX_DISTANCE_RUNS = 2;
/** Shorter segments are left out. */
const MIN_SEGMENT_RUNS = 10;
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

async function run({ runs, folder, log }: Context): Promise<Row[]> {
  using store = await openStore(EXPERIMENT);
  const points = await durationTrend(store, {
    series: "database",
    version: "cf_deployment_version",
  });
  const { floors } = measurementFloor(
    await repetitions(store, { series: "database" }),
  );
  const namedSeries = [...seriesOf(points)];
  const series = namedSeries.map(([, values]) =>
    values.map(({ median }) => median)
  );
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
    { runs, log },
  );
  const large = (found: Series) =>
    found.map((indices, i) =>
      indices.filter((index, j) => {
        const [from, to] = [indices[j - 1] ?? 0, indices[j + 1]];
        const values = series[i]!;
        return isLargeEnough(
          differenceOf(values.slice(from, index), values.slice(index, to)),
          { floor: floors.get(namedSeries[i]![0]) ?? 0 },
        );
      })
    );
  const stable = shuffled(
    [...stableSegments(points, shifts(points, { floors })).values()].flat()
      .map((segment) => segment.map(({ median }) => median))
      .filter((segment) => segment.length >= MIN_SEGMENT_RUNS),
  );
  const stablePath = `${folder}/stable.json`;
  await Deno.writeTextFile(stablePath, JSON.stringify(stable));
  const falsePoints = count(findOurs(stable));
  const { points: peerFalsePoints } = await findPeers(stablePath);
  return [
    ratioRow(
      `change points of ${series.length} series, ${points.length} values (Otava)`,
      seconds,
      1,
    ),
    factRow("- found", { ours: `${count(ours)}`, peer: `${count(peer)}` }),
    factRow(
      `- of them found by the other too, within ${MAX_DISTANCE_RUNS} runs`,
      {
        ours: `${shared(ours, peer)}`,
        peer: `${shared(peer, ours)}`,
      },
    ),
    factRow("- of them at least 5 % and the measurement floor", {
      ours: `${count(large(ours))}`,
      peer: `${count(large(peer))}`,
    }),
    factRow(
      `- false: in ${stable.length} stable stretches, runs shuffled, any size`,
      {
        ours: `${falsePoints}`,
        peer: `${count(peerFalsePoints)}`,
        goal: "<= 1",
        met: falsePoints <= 1,
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

/** Counts change points in `found` that are near one in `other`. */
function shared(found: Series, other: Series): number {
  return count(
    found.map((indices, i) =>
      indices.filter((index) =>
        other[i]!.some((near) => Math.abs(near - index) <= MAX_DISTANCE_RUNS)
      )
    ),
  );
}

/** Shuffles each series, in the same order each time. */
function shuffled(series: Series): number[][] {
  const random = seededRandom(1);
  return series.map((values) =>
    values.map((value) => ({ value, place: random() }))
      .sort((a, b) => a.place - b.place).map(({ value }) => value)
  );
}
