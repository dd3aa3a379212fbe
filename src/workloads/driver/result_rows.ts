/** Makes rows of a run of what another program wrote about its own. */
import type { Redact } from "../../lab/recording/redact.ts";
import { columns, isLoad, type Row, type TableName } from "../../record/mod.ts";

/** Adds rows to the record of the run. */
export type AppendRows = <T extends TableName>(
  table: T,
  rows: readonly Row<T>[],
) => void;

/** Name of a request that can be a kind of operations; an address cannot. */
const name = /^[A-Za-z][\w-]{0,63}$/;

/** Texts remembered with what is left of them: names of requests recur in every row. */
const MAX_REMEMBERED = 10_000;

export interface ResultRowsOptions {
  readonly run_id: string;
  /** Milliseconds by which the machine's clock, which the program used, is ahead of the run's. */
  readonly ahead: number;
  readonly redact: Redact;
}

/**
 * Returns a function that gives rows to the run: its id, its clock, and texts without secrets. A request that has a name,
 * and no address, is an operation of that kind.
 */
export function resultRows(
  { run_id, ahead, redact }: ResultRowsOptions,
): <T extends TableName>(table: T, rows: readonly Row<T>[]) => Row<T>[] {
  const clean = remember(redact);
  const convert = (table: TableName) => {
    const times = columns[table].filter(({ type }) => type === "TIMESTAMP")
      .map(({ name }) => name);
    const texts = columns[table].filter(({ name, type, options }) =>
      (type === "VARCHAR" || type === "JSON") && options === null &&
      name !== "run_id" && name !== "operation_id"
    ).map(({ name }) => name);
    return (row: Readonly<Record<string, unknown>>) => {
      const converted: Record<string, unknown> = { ...row, run_id };
      for (const key of texts) {
        const text = row[key];
        if (typeof text === "string" && text !== "") {
          converted[key] = clean(text);
        }
      }
      for (const key of times) {
        const time = row[key];
        if (typeof time === "string") converted[key] = earlier(time, ahead);
      }
      const { subject } = converted;
      if (
        table === "operations" && typeof subject === "string" &&
        name.test(subject) && isLoad(subject)
      ) converted["kind"] = subject;
      return converted;
    };
  };
  const converters = new Map<TableName, ReturnType<typeof convert>>();
  return <T extends TableName>(table: T, rows: readonly Row<T>[]) => {
    const converter = converters.get(table) ?? convert(table);
    converters.set(table, converter);
    return rows.map((row) => converter(row) as Row<T>);
  };
}

/** Returns a time in ISO 8601 some milliseconds earlier, to the microsecond. */
function earlier(time: string, milliseconds: number): string {
  if (milliseconds === 0) return time;
  const [, below = "0"] = /\.\d{3}(\d{1,3})/.exec(time) ?? [];
  const micros = 1000 * Date.parse(time) + Number(below.padEnd(3, "0")) -
    Math.round(1000 * milliseconds);
  const whole = Math.floor(micros / 1000);
  return new Date(whole).toISOString().replace(
    "Z",
    `${String(micros - 1000 * whole).padStart(3, "0")}Z`,
  );
}

function remember(redact: Redact): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    let clean = known.get(text);
    if (clean === undefined) {
      clean = redact(text);
      if (known.size < MAX_REMEMBERED) known.set(text, clean);
    }
    return clean;
  };
}
