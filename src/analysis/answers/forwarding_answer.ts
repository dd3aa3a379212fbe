/** Answers which forwarder is reliable and efficient on the five attributes that are required. */
import { formatValue, fromBase } from "../../record/mod.ts";
import {
  type AnswerParts,
  md,
  type Prose,
  type TileParts,
} from "../../report/cells.ts";
import type { AttributeCell } from "../forwarding/attribute_cells.ts";
import type { ForwarderStudy } from "../forwarding/forwarder_study.ts";
import {
  type ForwardingAttribute,
  forwardingAttributes,
} from "../forwarding/verdicts/attributes.ts";
import { isLimitCode } from "../forwarding/verdicts/verdict.ts";
import { counted } from "./answer_parts.ts";
import {
  type Candidate,
  ownSystems,
  REQUIRED_SINKS,
  requiredAttributes,
  toCandidates,
} from "./forwarding_candidates.ts";
import { describeFailures, listNames } from "./forwarding_failures.ts";
import { forwardingLimits } from "./forwarding_limits.ts";

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
    limits: forwardingLimits(study, candidates),
  };
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
