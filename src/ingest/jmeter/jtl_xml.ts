/**
 * Imports a JTL file as XML. Samples stand inside of others:
 *
 * - in a transaction they are the requests, and it is a sample of the generator;
 * - in any other they are its parts, such as redirects, whose time it includes: it is the request, and they are samples.
 */
import type { Run } from "../../record/mod.ts";
import { failureOutcome } from "../load_frame/outcomes.ts";
import { addRequest, addSample } from "../load_frame/operation_rows.ts";
import { toNumber } from "../load_frame/document.ts";
import { toToolRun, unknownRun } from "../load_frame/tool_run.ts";
import {
  emptyPiece,
  type Imported,
  type ImportOptions,
  InputError,
  isFull,
  type Piece,
  type SourceFile,
  toWarning,
} from "../source/importer.ts";
import { baseName } from "../source/machine.ts";
import { maybeTime, wholeMs } from "../source/time.ts";
import { readXmlSamples, type XmlSample } from "./xml_samples.ts";

/** What the samples tell of their run. */
interface XmlFacts {
  /** Unix ms; NaN if there is none. */
  first: number;
  last: number;
  threads: number;
  transactions: number;
  parts: number;
  requests: number;
  /** Samples that stand for several. */
  sums: number;
}

/** Imports a file as one run. Throws `InputError` if no sample has a time and a duration. */
export function* readJtlXml(
  file: SourceFile,
  options: ImportOptions,
): Generator<Imported> {
  const facts = factsOf(file);
  const run = toToolRun(file, options, {
    ...unknownRun,
    tool: "jmeter",
    startedAt: maybeTime(facts.first),
    endedAt: maybeTime(facts.last),
    params: {
      workers: facts.threads > 0 ? facts.threads : null,
      loop: "closed",
    },
  });
  const place = baseName(file.name);
  let piece = emptyPiece("samples");
  const warn = (code: string, message: string, n: number, at = place) => {
    if (n === 0) return;
    const { run_id } = run;
    piece.rows.warnings.push({
      ...toWarning({ run_id, code, message, place: at }),
      n,
    });
  };
  const samples = readXmlSamples(file);
  let next = samples.next();
  let number = 0;
  for (; !next.done; next = samples.next()) {
    number++;
    piece.counts.read++;
    const problem = addXmlSample(piece, next.value, { run, number });
    if (problem === "") piece.counts.stored++;
    else {
      piece.counts.rejected++;
      warn(
        "rejected-row",
        `sample is left out as ${problem}`,
        1,
        `${place}, sample ${number}`,
      );
    }
    if (!isFull(piece)) continue;
    yield piece;
    piece = emptyPiece("samples");
  }
  const isWhole = next.value;
  warn("cut-off", "the file ends before its end tag", isWhole ? 0 : 1);
  warn(
    "transactions-apart",
    "transactions add up samples of their own; they are samples, no requests",
    facts.transactions,
  );
  warn(
    "parts-apart",
    "samples inside of requests are parts of their time; they are samples, no requests",
    facts.parts,
  );
  warn("aggregated-rows", "a sample stands for several (sc)", facts.sums);
  piece.runs.push({ ...run, status: isWhole ? "ok" : "incomplete" });
  yield piece;
}

/** Reads the file once: a run has its id before its rows. */
function factsOf(file: SourceFile): XmlFacts {
  const facts: XmlFacts = {
    first: NaN,
    last: NaN,
    ...{ threads: 0, transactions: 0, parts: 0, requests: 0, sums: 0 },
  };
  let missing = "";
  for (const sample of readXmlSamples(file)) {
    const { startMs, durationS, problem } = timesOf(sample);
    if (problem !== "") {
      missing ||= problem;
      continue;
    }
    const endMs = startMs + durationS * 1000;
    if (!(startMs >= facts.first)) facts.first = startMs;
    if (!(endMs <= facts.last)) facts.last = endMs;
    const threads = toNumber(sample.attributes.get("na")) ?? 0;
    facts.threads = Math.max(facts.threads, threads);
    if ((toNumber(sample.attributes.get("sc")) ?? 1) > 1) facts.sums++;
    const role = roleOf(sample);
    if (role === "request") facts.requests++;
    else if (role === "transaction") facts.transactions++;
    else facts.parts++;
  }
  if (facts.requests > 0) return facts;
  throw new InputError(
    file.name,
    "",
    `holds no sample that can be read${missing && ` (${missing})`}`,
    "set jmeter.save.saveservice to save t and ts, and run the test again",
  );
}

function timesOf({ attributes }: XmlSample) {
  const startMs = wholeMs(toNumber(attributes.get("ts")) ?? NaN);
  const elapsed = toNumber(attributes.get("t"));
  const isTime = elapsed !== null && elapsed >= 0;
  const problem = !attributes.has("t") || !attributes.has("ts")
    ? "it has no attribute t or ts"
    : Number.isNaN(startMs)
    ? "its ts is no time"
    : isTime
    ? ""
    : "its t is no duration";
  return { startMs, durationS: isTime ? elapsed / 1000 : NaN, problem };
}

function isTransaction({ attributes }: XmlSample): boolean {
  return (attributes.get("rm") ?? "").startsWith(
    "Number of samples in transaction",
  );
}

function roleOf(sample: XmlSample): "request" | "transaction" | "part" {
  if (!sample.around.every(isTransaction)) return "part";
  return isTransaction(sample) ? "transaction" : "request";
}

/** Adds a sample; returns why it is left out, else empty. */
function addXmlSample(
  piece: Piece,
  sample: XmlSample,
  { run: { run_id }, number }: { readonly run: Run; readonly number: number },
): string {
  const { startMs, durationS, problem } = timesOf(sample);
  if (problem !== "") return problem;
  const of = (key: string) => sample.attributes.get(key) ?? "";
  const role = roleOf(sample);
  if (role !== "request") {
    const metric = `${role}: ${of("lb")}`.slice(0, 1000);
    addSample(piece, { run_id, metric, unit: "s" }, {
      ms: startMs,
      value: durationS,
    });
    return "";
  }
  const isSuccess = of("s") === "true";
  const isStatus = /^\d{3}$/.test(of("rc"));
  const error = isSuccess ? "" : sample.failure ||
    (isStatus ? of("rm") : `${of("rc")} ${of("rm")}`.trim());
  const bytes = toNumber(sample.attributes.get("by"));
  addRequest(piece, {
    run_id,
    number,
    subject: of("lb"),
    startMs,
    durationS,
    outcome: isSuccess ? "ok" : failureOutcome(of("rc"), error),
    error,
    code: !isSuccess && isStatus ? of("rc") : "",
    bytes: bytes !== null && Number.isSafeInteger(bytes) && bytes >= 0
      ? bytes
      : NaN,
    worker: of("tn"),
  });
  return "";
}
