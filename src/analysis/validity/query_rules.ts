/** Rules of a server that is scraping and queried: a fast error is no fast answer. */
import { invalid, type Rule } from "./reason.ts";

/** Bytes that a disk has left at least when it is not full: Prometheus writes its log in pages of half as many. */
const FULL_DISK_B = 64 * 1024;

/** Share of queries that may have an empty answer while the server runs. */
const EMPTY_SHARE = 0.01;

/**
 * Causes before the empty answers that each of them brings. Queries that the server calls wrong measure nothing, whatever the
 * time they took; targets that do not answer are load that was not there.
 */
export const queryRules: readonly Rule[] = [
  {
    code: "disk-full",
    question: "Had the server room for its data?",
    apply: ({ disk_free }) =>
      disk_free === null || disk_free >= FULL_DISK_B ? null : invalid(
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
    apply: ({ fair, empty }) =>
      empty <= fair * EMPTY_SHARE
        ? null
        : invalid(`${empty} of ${fair} queries had an empty answer`),
  },
];
