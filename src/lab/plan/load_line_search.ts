/** Searching for the load line: which load to try next, told from what the loads before it came to. */
import { z } from "zod";

/** How a preset looks for the highest value of a setting at which every objective holds. */
export const Search = z.strictObject({
  /** The setting that grows; a whole number that the load is proportional to. */
  along: z.string(),
  /** The value tried first. */
  from: z.number().int().min(1),
  /** What a value that held is multiplied by, until one breaks. */
  factor: z.number().gt(1),
  /** Ends when the lowest value that broke is at most so many times the highest that held. */
  resolution: z.number().gt(1),
  /** Runs that must agree at both ends of the bracket. */
  agree: z.number().int().min(1),
  /** Most runs of one value; the majority decides where they do not agree. */
  most: z.number().int().min(1),
  /** Highest value ever tried. */
  limit: z.number().int().min(1),
  /**
   * What decides where runs of one value differ: the majority of `most`, or every one of them, so that a value at which any
   * run broke counts as broken.
   */
  rule: z.enum(["majority", "every"]).default("majority"),
  /** Longer runs that repeat both ends of the bracket once it is narrow; null for none. */
  confirm: z.strictObject({
    /** Of these at each end. */
    runs: z.number().int().min(1),
    /** What these are made with, such as a longer duration. */
    settings: z.record(z.string(), z.union([z.number(), z.string()])),
  }).nullable().default(null),
}).refine(({ agree, most }) => most >= agree, {
  message: "most must be at least agree",
}).refine(
  ({ along, confirm }) => !Object.hasOwn(confirm?.settings ?? {}, along),
  { message: "what the search varies cannot be a setting of confirm" },
);
export type Search = z.infer<typeof Search>;

/** One run of a search. `void`: it could not be judged, as it was invalid or failed for another reason. */
export interface Step {
  readonly value: number;
  readonly result: "held" | "broke" | "void";
  /** Whether it was made with the settings of `confirm`. */
  readonly confirms: boolean;
}

/** What is known of the load line. */
export interface Bracket {
  /** Highest value that held below every one that broke; null while none did. */
  readonly held: number | null;
  /** Lowest value that broke; null while none did. */
  readonly broke: number | null;
  /** Whether all runs of both values agree. */
  readonly stable: boolean;
}

/** What to do after some steps. */
export type Next =
  | {
    readonly kind: "run";
    readonly value: number;
    /** Whether to run it with the settings of `confirm`. */
    readonly confirms: boolean;
    readonly why: string;
  }
  | {
    readonly kind: "done";
    readonly bracket: Bracket;
    /** In words: `bracketed`, `nothing broke up to 4000` ... */
    readonly why: string;
  };

/** All runs of one value. */
interface Level {
  readonly value: number;
  readonly held: number;
  readonly broke: number;
  readonly void: number;
  /** Of those that held or broke, how many were made with the settings of `confirm`. */
  readonly confirmed: number;
}

/** Runs of a value that may be void before the search gives up: the next would be too. */
const PATIENCE = 2;

/**
 * The next value: geometric steps up until one breaks (down when the first does), then the geometric mean of the bracket
 * until it is narrow, then repetitions at both of its ends. A value whose runs contradict each other is run again until the
 * majority of `most` decides (or none is run again, where every run must hold); when that moves an end, the search goes on
 * from there. Last come the longer runs of `confirm`, at both ends; one that moves an end sends the search on too. Only
 * `steps` matter, so that a search can be taken up again, or replayed, from its record.
 */
export function nextStep(search: Search, steps: readonly Step[]): Next {
  const levels = toLevels(steps);
  const bracket = toBracket(levels, search.rule);
  const done = (why: string): Next => ({ kind: "done", bracket, why });
  const run = (value: number, why: string, confirms = false): Next => ({
    kind: "run",
    value,
    confirms,
    why,
  });
  const lost = levels.find((level) =>
    level.void >= PATIENCE && level.held + level.broke === 0
  );
  if (lost) return done(`no run of ${lost.value} could be judged`);
  const open = levels.find((level) => isOpen(level, search));
  if (open) return run(open.value, "its runs do not agree");

  const { held, broke } = bracket;
  const { from, factor, resolution, limit } = search;
  if (held === null && broke === null) return run(from, "the first");
  if (broke === null) {
    const value = Math.min(limit, Math.ceil((held ?? from) * factor));
    return value === held
      ? done(`nothing broke up to ${limit}`)
      : run(value, "the last held");
  }
  if (held === null) {
    const value = Math.floor(broke / factor);
    return value < 1
      ? done("nothing held")
      : run(value, "nothing has held yet");
  }
  if (broke > held * resolution && broke - held > 1) {
    return run(between(held, broke), `between ${held} and ${broke}`);
  }
  const ends = levels.filter(({ value }) => value === held || value === broke);
  const single = ends.find((level) => level.held + level.broke < search.agree);
  const wanted = search.confirm?.runs ?? 0;
  const short = ends.find(({ confirmed }) => confirmed < wanted);
  const end = single ?? short;
  if (end === undefined) return done("bracketed");
  if (end.void >= PATIENCE) {
    return done(`too few runs of ${end.value} could be judged`);
  }
  return single
    ? run(single.value, "to be sure")
    : run(end.value, "for longer", true);
}

/** The load line as far as some steps tell. */
export function toBracket(
  levels: readonly Level[],
  rule: Search["rule"],
): Bracket {
  // A tie that nothing is left to settle is no pass.
  const breaks = ({ held, broke }: Level) =>
    broke > 0 && (rule === "every" || broke >= held);
  const broken = levels.find(breaks);
  const below = levels.filter((level) =>
    level.held > 0 && !breaks(level) &&
    (!broken || level.value < broken.value)
  ).at(-1);
  return {
    held: below?.value ?? null,
    broke: broken?.value ?? null,
    stable: (below?.broke ?? 0) === 0 && (broken?.held ?? 0) === 0,
  };
}

/** Steps by value, lowest first. */
export function toLevels(steps: readonly Step[]): Level[] {
  return [...Map.groupBy(steps, ({ value }) => value)].map(([value, mine]) => {
    const count = (wanted: Step["result"]) =>
      mine.filter(({ result }) => result === wanted).length;
    return {
      value,
      held: count("held"),
      broke: count("broke"),
      void: count("void"),
      confirmed: mine.filter(({ confirms, result }) =>
        confirms && result !== "void"
      ).length,
    };
  }).sort((a, b) => a.value - b.value);
}

/** Whether runs of a value contradict each other and more of them may settle it; so too where the only one was void. */
function isOpen(
  { held, broke, void: voided }: Level,
  { most, rule }: Search,
): boolean {
  if (held + broke === 0) return voided > 0;
  if (rule === "every") return false;
  const settled = Math.max(held, broke) * 2 > most;
  return held > 0 && broke > 0 && !settled && held + broke < most;
}

function between(held: number, broke: number): number {
  const middle = Math.round(Math.sqrt(held * broke));
  return Math.min(broke - 1, Math.max(held + 1, middle));
}
