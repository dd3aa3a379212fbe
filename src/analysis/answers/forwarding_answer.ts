/** Answers which forwarder is reliable and efficient on the five attributes that are required. */
import { formatValue, fromBase } from "../../record/mod.ts";
import {
  type AnswerParts,
  type LimitParts,
  md,
  type Prose,
  type TileParts,
} from "../../report/cells.ts";
import type { AttributeCell } from "../forwarding/attribute_cells.ts";
import type { ForwarderStudy } from "../forwarding/forwarder_study.ts";
import { judgedEarlier, leftOut } from "../forwarding/revisions.ts";
import { isComplete } from "../forwarding/measures/line_accounts.ts";
import { HARNESS } from "../forwarding/throughput_lines.ts";
import { isLimitCode } from "../forwarding/verdicts/verdict.ts";
import {
  type ForwardingAttribute,
  forwardingAttributes,
} from "../forwarding/verdicts/attributes.ts";
import { counted, limitIf, sharedLimit } from "./answer_parts.ts";
import { describeFailures, listNames } from "./forwarding_failures.ts";

/** Attributes of the requirement, in its order. */
export const requiredAttributes = [
  "back-pressure",
  "buffer-cap",
  "throughput",
  "fan-out",
  "sink-cluster",
] as const satisfies readonly ForwardingAttribute[];

/** Sinks to which all lines must go. */
const REQUIRED_SINKS = 3;
/** Runs below which a verdict is said to rest on few. */
const FEW_RUNS = 5;

/** A forwarder with its verdicts on the required attributes. */
interface Candidate {
  readonly system: string;
  readonly cells: readonly AttributeCell[];
  readonly passed: number;
  readonly withLoss: number;
  readonly unknown: number;
}

/** Answers the question of the report on forwarders. */
export function forwardingAnswer(study: ForwarderStudy): AnswerParts {
  const candidates = toCandidates(study.cells);
  if (candidates.length === 0) {
    return {
      verdict: "There is no run of a forwarder on record yet.",
      tiles: [],
      limits: [],
    };
  }
  return {
    verdict: describe(candidates, study),
    tiles: requiredAttributes.map((attribute) =>
      attribute === "throughput"
        ? throughputTile(study, candidates)
        : attributeTile(attribute, candidates)
    ),
    limits: limitsOf(study, candidates),
  };
}

/** The harness alone is no candidate, and neither is the relay that comes with it. */
export const ownSystems: ReadonlySet<string> = new Set([HARNESS, "embedded"]);

function toCandidates(cells: readonly AttributeCell[]): Candidate[] {
  const groups = Map.groupBy(
    cells.filter(({ system }) => !ownSystems.has(system)),
    ({ system }) => system,
  );
  return [...groups].map(([system, own]) => {
    const cells = requiredAttributes.map((attribute) => cellOf(own, attribute));
    const count = (wanted: readonly AttributeCell["kind"][]) =>
      cells.filter((cell) => cell !== null && wanted.includes(cell.kind))
        .length;
    return {
      ...{ system, cells: cells.flatMap((cell) => cell ?? []) },
      passed: count(["pass"]),
      withLoss: count(["pass with loss"]),
      unknown: requiredAttributes.length -
        count(["pass", "pass with loss", "fail", "not supported"]),
    };
  }).filter(({ unknown }) => unknown < requiredAttributes.length)
    .toSorted((a, b) =>
      b.passed - a.passed || b.withLoss - a.withLoss || a.unknown - b.unknown
    );
}

/** Returns the cell of an attribute; of throughput that of three sinks, else that of the most. */
function cellOf(
  cells: readonly AttributeCell[],
  attribute: ForwardingAttribute,
): AttributeCell | null {
  const own = cells.filter((cell) => cell.attribute === attribute);
  return own.find(({ variant }) => variant === `${REQUIRED_SINKS} sinks`) ??
    own.at(-1) ?? null;
}

function describe(
  candidates: readonly Candidate[],
  study: ForwarderStudy,
): Prose {
  const all = requiredAttributes.length;
  const isWhole = ({ passed, withLoss }: Candidate) =>
    passed + withLoss === all;
  const whole = candidates.filter(isWhole);
  const strict = whole.filter(({ passed }) => passed === all);
  const names = (list: readonly Candidate[]) =>
    listNames(list.map(({ system }) => system));
  const others = (list: readonly Candidate[]) =>
    describeFailures(
      list.map(({ system }) => system),
      study.cells,
      requiredAttributes,
    );
  const of = counted(candidates.length, "forwarder");
  if (strict.length > 0) {
    return md`Of ${of}, **${
      names(strict)
    }** passed all five attributes in every run.${others(strict)}`;
  }
  if (whole.length > 0) {
    return md`Of ${of}, none passed all five attributes without a lost line; **${
      names(whole)
    }** passed each, and lost only lines that were on their way when a sink died, or that a full buffer dropped.${
      others(whole)
    }`;
  }
  const [best] = candidates;
  const top = candidates.filter(({ passed, withLoss }) =>
    passed + withLoss === (best?.passed ?? 0) + (best?.withLoss ?? 0)
  );
  const unknown = Math.max(...top.map(({ unknown }) => unknown));
  const most = (best?.passed ?? 0) + (best?.withLoss ?? 0);
  return md`**None of ${of} is ${
    unknown > 0 ? "shown to pass" : "able to pass"
  } all five attributes.** ${
    most === 0
      ? "None passed one"
      : `${names(top)} passed most: ${most} of ${all}`
  }${unknown > 0 ? `, with up to ${unknown} not told by any run` : ""}.`;
}

function attributeTile(
  attribute: ForwardingAttribute,
  candidates: readonly Candidate[],
): TileParts & { readonly n: string } {
  const cells = candidates.flatMap(({ cells }) =>
    cells.filter((cell) => cell.attribute === attribute)
  );
  const count = (...kinds: readonly AttributeCell["kind"][]) =>
    cells.filter(({ kind }) => kinds.includes(kind)).length;
  const told = count("pass", "pass with loss", "fail", "not supported");
  const passed = count("pass", "pass with loss");
  const loss = count("pass with loss");
  const runs = cells.reduce((sum, { n }) => sum + n, 0);
  return {
    label: `${forwardingAttributes[attribute].label}: passed`,
    value: told > 0
      ? `${passed} of ${told}`
      : runs > 0
      ? "not shown"
      : "no run",
    unit: told === 0 ? "" : "forwarders",
    interval: loss === 0 ? "" : `${loss} of them lost lines on their way`,
    n: counted(runs, "run"),
    meaning: told === 0 ? "unsure" : passed > 0 ? "ok" : "failed",
  };
}

/** The tile of throughput says the highest rate as well. */
function throughputTile(
  { lines }: ForwarderStudy,
  candidates: readonly Candidate[],
): TileParts {
  const own = lines.filter(({ system }) => !ownSystems.has(system));
  const sinks = own.some((line) => line.sinks === REQUIRED_SINKS)
    ? REQUIRED_SINKS
    : own[0]?.sinks ?? REQUIRED_SINKS;
  const asked = own.filter((line) => line.sinks === sinks);
  const most = Math.max(0, ...asked.map(({ line }) => line.passed ?? 0));
  const best = asked.filter(({ line }) => line.passed === most)
    .map(({ system }) => system);
  const slow =
    candidates.filter(({ cells }) =>
      cells.some(({ attribute, code }) =>
        attribute === "throughput" && isLimitCode(code)
      )
    ).length;
  const tile = attributeTile("throughput", candidates);
  return {
    ...tile,
    interval: best.length === 0
      ? ""
      : `${listNames(best)} ${best.length === 1 ? "carries" : "carry"} ${
        formatValue(fromBase(most, "1/min") / 1e6, "", { digits: 3 })
      } M lines/min to ${counted(sinks, "sink")}`,
    n: slow === 0
      ? tile.n
      : `${tile.n}; ${counted(slow, "forwarder")} lost none, but too slow`,
  };
}

/** Returns the limits that a forwarder passed an attribute as it is required, and failed it as it was asked otherwise. */
function failedOtherwise(
  cells: readonly AttributeCell[],
  candidates: readonly Candidate[],
): LimitParts[] {
  return candidates.flatMap(({ system, cells: judged }) =>
    cells.filter((cell) =>
      cell.system === system && cell.kind === "fail" &&
      judged.some(({ attribute, variant, kind }) =>
        attribute === cell.attribute && variant !== cell.variant &&
        (kind === "pass" || kind === "pass with loss")
      )
    ).flatMap(({ attribute, variant, worst, n }) => {
      const { label } = forwardingAttributes[attribute];
      return limitIf(
        true,
        `${system}, ${variant}: ${worst} of ${n} runs failed ${label.toLowerCase()}`,
        label,
      );
    })
  );
}

function limitsOf(
  { runs, cells, variants, revisions }: ForwarderStudy,
  candidates: readonly Candidate[],
): LimitParts[] {
  const counting = runs.filter(({ verdict: { kind } }) =>
    kind !== "invalid" && kind !== "not run"
  );
  const sizes = variants.map(({ n }) => n).filter((n) => n > 0);
  const few = sizes.filter((n) => n < FEW_RUNS).length;
  const most = Math.max(0, ...sizes);
  const own = counting.filter(({ measures: { run } }) =>
    !ownSystems.has(run.system)
  );
  const copies = Math.max(
    0,
    ...own.map(({ measures: { accounts, run } }) =>
      accounts.filter((account) => isComplete(account, run.topology))
        .reduce((sum, { duplicates }) => sum + duplicates, 0)
    ),
  );
  const adapted = [
    ...new Set(
      own.filter(({ measures }) => measures.cost.adapter_memory !== null)
        .map(({ measures }) => measures.run.system),
    ),
  ].toSorted();
  const gaps = candidates.reduce((sum, { unknown }) => sum + unknown, 0);
  const earlier = leftOut(revisions);
  const old = judgedEarlier(revisions).length;
  const disturbed = counting.filter(({ measures }) => measures.run.disturbed);
  const processors = new Set(
    counting.map(({ measures }) => measures.run.processor)
      .filter((name) => name !== ""),
  ).size;
  return [
    ...failedOtherwise(cells, candidates),
    ...limitIf(
      few > 0,
      few === sizes.length
        ? `no forwarder has more than ${counted(most, "run")} a case`
        : `${few} of ${sizes.length} cases have fewer than 5 runs`,
    ),
    ...limitIf(
      copies > 0,
      `up to ${formatValue(copies, "")} copies in a run`,
      "The finding in full",
    ),
    ...limitIf(
      adapted.length > 0,
      `${listNames(adapted)}: through our adapters`,
      "Restart",
    ),
    ...limitIf(
      gaps > 0,
      `${counted(gaps, "question")} without an answer`,
      "Every verdict",
    ),
    ...limitIf(
      earlier > 0,
      `${counted(earlier, "run")} of earlier settings left out`,
      "What was run",
    ),
    ...limitIf(
      old > 0,
      `${counted(old, "verdict")} by earlier settings`,
      "What was run",
    ),
    ...sharedLimit(disturbed.length, counting.length),
    // Latency and processor time of one forwarder are of all its runs together.
    ...limitIf(
      processors > 1,
      `${processors} kinds of processor, taken together`,
      "What was run",
    ),
    ...limitIf(true, "one machine a run, loopback, short outages"),
  ];
}
