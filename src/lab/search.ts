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
}).refine(({ agree, most }) => most >= agree, {
  message: "most must be at least agree",
});
export type Search = z.infer<typeof Search>;

/** One run of a search. `void`: it could not be judged, as it was invalid or failed for another reason. */
export interface Step {
  readonly value: number;
  readonly result: "held" | "broke" | "void";
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
  | { readonly kind: "run"; readonly value: number; readonly why: string }
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
}

/** Runs of a value that may be void before the search gives up: the next would be too. */
const PATIENCE = 2;

/**
 * The next value: geometric steps up until one breaks (down when the first does), then the geometric mean of the bracket
 * until it is narrow, then repetitions at both of its ends. A value whose runs contradict each other is run again until the
 * majority of `most` decides; when that moves an end, the search goes on from there. Only `steps` matter, so that a search
 * can be taken up again, or replayed, from its record.
 */
export function nextStep(search: Search, steps: readonly Step[]): Next {
  const levels = toLevels(steps);
  const bracket = toBracket(levels);
  const done = (why: string): Next => ({ kind: "done", bracket, why });
  const run = (value: number, why: string): Next => ({
    kind: "run",
    value,
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
  const end = [held, broke].find((value) => {
    const level = levels.find((one) => one.value === value);
    return level && level.held + level.broke < search.agree;
  });
  return end === undefined ? done("bracketed") : run(end, "to be sure");
}

/** The load line as far as some steps tell. */
export function toBracket(levels: readonly Level[]): Bracket {
  // A tie that nothing is left to settle is no pass.
  const broken = levels.find(({ held, broke }) => broke > 0 && broke >= held);
  const below = levels.filter(({ held, broke, value }) =>
    held > broke && (!broken || value < broken.value)
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
    };
  }).sort((a, b) => a.value - b.value);
}

/** Whether runs of a value contradict each other and more of them may settle it; so too where the only one was void. */
function isOpen({ held, broke, void: voided }: Level, { most }: Search) {
  if (held + broke === 0) return voided > 0;
  const settled = Math.max(held, broke) * 2 > most;
  return held > 0 && broke > 0 && !settled && held + broke < most;
}

function between(held: number, broke: number): number {
  const middle = Math.round(Math.sqrt(held * broke));
  return Math.min(broke - 1, Math.max(held + 1, middle));
}
