/** Answers whether reported results can be measurements: how many contradict themselves, and how. */
import { formatValue } from "../../record/mod.ts";
import {
  type AnswerParts,
  type LimitParts,
  md,
  type Prose,
  type TileParts,
} from "../../report/cells.ts";
import { unitSlip } from "../integrity/value_checks.ts";
import {
  type Claim,
  type Claims,
  describeOrigins,
} from "../scaling/reported_claims.ts";
import { counted, limitIf } from "./answer_parts.ts";

/** Heading under which the report says who printed or made the results. */
const ORIGIN_HEADING = "Where the results come from";

/** Answers how many reported results contradict themselves. */
export function claimsAnswer(study: Claims): AnswerParts {
  const valid = study.claims.filter(({ status }) => status === "ok");
  const failing = new Set(
    study.findings.filter(({ result }) => result === "fail")
      .map(({ run_id }) => run_id),
  ).size;
  const slips = valid.flatMap((claim) => unitSlip(claim) ?? []);
  return {
    verdict: md`${describeFailing(failing, valid)}${describeSlips(slips)}`,
    tiles: [
      {
        label: "Results that contradict themselves",
        value: String(failing),
        unit: `of ${valid.length}`,
        interval: "at least one check failed",
        n: `n = ${counted(valid.length, "valid result")}`,
        meaning: failing > 0 ? "failed" : "ok",
      },
      checkTile(study, "Little's law", "Workers, rate and latency do not fit"),
      {
        label: "Latency in the wrong unit",
        value: String(slips.length),
        unit: `of ${valid.length}`,
        interval: slips.length > 0
          ? `they fit once latency is × ${factors(slips)}`
          : "",
        n: `n = ${counted(valid.length, "valid result")}`,
        meaning: slips.length > 0 ? "failed" : "ok",
      },
      checkTile(study, "throughput", "Failures counted as throughput"),
      checkTile(study, "units", "Another unit than the label says"),
    ],
    limits: limitsOf(study),
  };
}

function describeFailing(
  failing: number,
  valid: readonly Pick<Claim, "document">[],
): Prose {
  const of = valid.length;
  const origins = describeOrigins(valid);
  if (failing === 0) {
    return md`None of ${of} valid results contradicts itself, which does not prove that they were measured.`;
  }
  return failing === of
    ? md`**None of the ${of} valid results** (${origins}) can be right in all that it says: each contradicts itself.`
    : md`**${failing} of ${of}** valid results (${origins}) contradict themselves, so that a figure of each is wrong.`;
}

function describeSlips(slips: readonly number[]): Prose {
  return slips.length === 0
    ? md``
    : md` In ${slips.length} of them workers, rate and latency fit only once the latency is multiplied by ${
      factors(slips)
    }.`;
}

function factors(slips: readonly number[]): string {
  return [...new Set(slips)].map((slip) => formatValue(slip, "")).join(" or ");
}

/** Counts the failures of one check among the results that it could judge. */
function checkTile(
  { claims, findings }: Claims,
  check: string,
  label: string,
): TileParts {
  const own = findings.filter((finding) =>
    finding.check === check && finding.result !== "unknown"
  );
  const printed = new Set(
    claims.filter(({ document }) => document !== "")
      .map(({ run_id }) => run_id),
  );
  const ofPrinted = own.filter(({ run_id }) => printed.has(run_id)).length;
  const failed = own.filter(({ result }) => result === "fail").length;
  return {
    label,
    value: String(failed),
    unit: `of ${own.length}`,
    n: `n = ${counted(own.length, "result")} that can be asked, ${
      ofPrinted === 0 ? "none" : ofPrinted
    } printed`,
    meaning: failed > 0 ? "failed" : "ok",
  };
}

function limitsOf({ claims, findings }: Claims): LimitParts[] {
  const invalid = claims.filter(({ status }) => status !== "ok").length;
  const valid = claims.filter(({ status }) => status === "ok");
  const unknown = findings.filter(({ result }) => result === "unknown").length;
  return [
    ...limitIf(valid.length > 0, describeOrigins(valid), ORIGIN_HEADING),
    ...limitIf(invalid > 0, `${counted(invalid, "result")} invalid`, "Results"),
    ...limitIf(
      unknown > 0,
      `${unknown} of ${findings.length} checks cannot be asked`,
      "Checks",
    ),
  ];
}
