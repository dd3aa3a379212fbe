/** Names a run in words: its system and what sets its case apart. */
import type { Run } from "../../record/mod.ts";
import { formatSetting } from "./identity.ts";

/** Longest title: a case of an import may be a whole list of settings. */
const MAX_TITLE = 140;

/**
 * Returns a title such as `etcd, nodes 7, workers 10, value size 4 KiB, run 1`: the case with the labels of its settings,
 * or as it is recorded where it does not consist of settings.
 */
export function runTitle(run: Run): string {
  const { case_id, experiment, system, repetition } = run;
  const settings = case_id.split(/[ ,]+/).flatMap((part) =>
    describe(part, run)
  );
  const name = settings.length > 0
    ? [system, ...settings].join(", ")
    : case_id || experiment;
  const end = `, run ${repetition}`;
  const room = MAX_TITLE - end.length;
  return `${name.length > room ? `${name.slice(0, room - 1)}…` : name}${end}`;
}

/** Describes `key=value` by the param of that key; nothing for other parts. */
function describe(part: string, { params }: Run): string[] {
  const [key = "", ...value] = part.split("=");
  const param = params.find((param) => param.key === key);
  if (value.length === 0 || !param) return [];
  return [`${inSentence(param.label || key)} ${formatSetting(param)}`];
}

/** Returns a label as within a sentence; `CPU limit` stays. */
function inSentence(label: string): string {
  const words = label.replaceAll("_", " ");
  return /^.[a-z]/.test(words)
    ? `${words.charAt(0).toLowerCase()}${words.slice(1)}`
    : words;
}
