/** Benchmarks ingesting raw results of load tools against pandas, which writes their operations as Parquet and checks nothing. */
import { ingestWhole, samples, writeSample } from "./_large_files.ts";
import {
  alternate,
  type Benchmark,
  type Context,
  output,
  ratioRow,
  type Row,
  timed,
} from "./_measure.ts";

/** Most that our time may be of that of pandas. */
const GOAL = 0.2;
/** Formats that `_pandas.py` reads. */
const formats: readonly string[] = ["k6", "jmeter"];
const script = decodeURIComponent(
  new URL("./_pandas.py", import.meta.url).pathname,
);

export const pandas: Benchmark = {
  name: "pandas",
  title: "raw results of 1 GiB, beside pandas",
  needs: [{
    probe: ["python3", "-c", "import pandas, pyarrow"],
    package: "pandas and pyarrow (PyPI)",
  }],
  run,
};

async function run({ runs, folder, log }: Context): Promise<Row[]> {
  const rows: Row[] = [];
  for (const sample of samples) {
    const { format, kind, bytes } = sample;
    if (!formats.includes(format)) continue;
    const file = `${folder}/${format}.txt`;
    writeSample(file, sample);
    const seconds = await alternate(
      (turn) => ingestWhole(format, file, `${folder}/ours-${format}-${turn}`),
      (turn) => readWithPandas(format, file, `${folder}/${format}-${turn}`),
      { runs, log },
    );
    rows.push(
      ratioRow(
        `ingest ${bytes / 2 ** 20} MiB of ${format} ${kind} (pandas)`,
        seconds,
        GOAL,
      ),
    );
    await Deno.remove(file);
  }
  return rows;
}

async function readWithPandas(
  format: string,
  file: string,
  folder: string,
): Promise<number> {
  await Deno.mkdir(folder);
  const seconds = await timed(() =>
    output(["python3", script, format, file, folder])
  );
  await Deno.remove(folder, { recursive: true });
  return seconds;
}
