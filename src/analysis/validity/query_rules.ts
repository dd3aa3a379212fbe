/** Validity rules on a scraping and queried server: fast errors must not count as low latency. */
import { invalid, type Rule } from "./reason.ts";

/** A disk with fewer free bytes counts as full: Prometheus writes its log in pages of half as many. */
const MIN_FREE_DISK_BYTES = 64 * 1024;

/** Share of queries that may have an empty result while the server runs. */
const MAX_EMPTY_SHARE = 0.01;

/**
 * Rules on queries: causes before the empty results that they bring. Queries that the server refuses as malformed
 * measure nothing, whatever their latency; targets that do not respond are missing load.
 */
export const queryRules: readonly Rule[] = [
  {
    code: "disk-full",
    question: "Had the server room for its data?",
    apply: ({ disk_free }) =>
      disk_free === null || disk_free >= MIN_FREE_DISK_BYTES ? null : invalid(
        `the disk with the server's data was full: ${disk_free} B were left on it`,
      ),
  },
  {
    code: "targets-silent",
    question: "Did all targets answer?",
    apply: ({ silent, targets, silent_reason }) =>
      silent === 0 ? null : invalid(
        `${silent} of ${targets} targets stopped answering: ${silent_reason}`,
      ),
  },
  {
    code: "queries-wrong",
    question: "Did the server understand what it was asked?",
    apply: ({ wrong, due, wrong_error }) =>
      wrong === 0 ? null : invalid(
        `${wrong} of ${due} queries were refused as wrong: ${wrong_error}`,
      ),
  },
  {
    code: "answers-empty",
    question: "Was there something to answer?",
    apply: ({ answerable, empty }) =>
      empty <= answerable * MAX_EMPTY_SHARE
        ? null
        : invalid(`${empty} of ${answerable} queries had an empty answer`),
  },
];
