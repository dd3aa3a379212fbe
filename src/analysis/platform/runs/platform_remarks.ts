/** What the runs of a platform rest on, as they recorded it: what they do not show, and every assumed number. */
import { z } from "zod";
import {
  bullets,
  column,
  md,
  type Prose,
  type Table,
  table,
} from "../../../report/cells.ts";
import type { Store } from "../../../store/mod.ts";

const Row = z.strictObject({ text: z.string() });

/** A number that a model rests on. */
export interface Assumption {
  readonly name: string;
  /** `log-normal, median 6.6 s, sigma 0.06`, or `30 s`; ends with `(assumed)` if the spread alone is. */
  readonly value: string;
  /** Where it comes from; begins with `assumed` where nothing was published. */
  readonly source: string;
}

/** Remarks of the runs of some experiments, each once. */
export interface PlatformRemarks {
  /** Sentences on what the runs do not show, and on settings away from their defaults. */
  readonly sentences: readonly string[];
  readonly assumptions: readonly Assumption[];
}

/** A name, its value and its source: `presence_ttl: 15 s; Locket's default`. */
const ASSUMPTION = /^([a-z][a-z0-9_]*): ([^;]+); (.+)$/s;

/** Reads the remarks of all runs of some experiments on one system, in order of their texts. */
export async function platformRemarks(
  store: Store,
  { experiments, system }: {
    readonly experiments: readonly string[];
    readonly system: string;
  },
): Promise<PlatformRemarks> {
  const rows = await store.query(
    Row,
    `SELECT DISTINCT detail AS text FROM events JOIN runs USING (run_id)
     WHERE kind = 'remark' AND experiment IN (SELECT UNNEST($1::JSON::VARCHAR[])) AND system = $2
     ORDER BY text`,
    [JSON.stringify(experiments), system],
  );
  const found = rows.map(({ text }) => ({
    text,
    match: ASSUMPTION.exec(text),
  }));
  return {
    sentences: found.flatMap(({ text, match }) => match ? [] : [text]),
    assumptions: found.flatMap(({ match }) => {
      const [, name = "", value = "", source = ""] = match ?? [];
      return match ? [{ name, value, source }] : [];
    }),
  };
}

/** Describes in bullets what the runs do not show. */
export function describeRemarks({ sentences }: PlatformRemarks): Prose {
  return sentences.length === 0
    ? md`The runs recorded no remark on what they do not show.`
    : bullets(sentences.map((text) => md`${text}`));
}

/** Makes the table of every number that a model rests on, those first that nobody published. */
export function assumptionTable({ assumptions }: PlatformRemarks): Table {
  const assumed = assumptions.filter(isAssumed);
  const others = assumptions.filter((one) => !isAssumed(one));
  const spreads =
    others.filter(({ value }) => value.endsWith("(assumed)")).length;
  return table([...assumed, ...others], [
    column.text(({ name }) => name.replaceAll("_", " "), "Number"),
    // A share has the unit 1.
    column.text(({ value }) => value.replace(/ 1$/, ""), "Value"),
    column.text("source", "Source"),
  ], {
    caption: "Numbers of the model",
    headline: assumptions.length === 0
      ? ""
      : `${assumed.length} of ${assumptions.length} are assumed${
        spreads === 0 ? "" : `; of ${spreads} others, the spread is`
      }.`,
    none: "The runs rest on no assumed number.",
  });
}

function isAssumed({ source }: Assumption): boolean {
  return source.startsWith("assumed");
}
