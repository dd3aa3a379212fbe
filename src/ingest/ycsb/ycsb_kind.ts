/** Names the kinds of YCSB's operations. */
import { cached } from "../source/cached.ts";

/** Loadline's kinds of YCSB operations; others keep their name. */
const kinds = new Map([["READ", "get"], ["UPDATE", "put"]]);

/**
 * Converts `Intended-READ` to `intended_get` and `UPDATE-FAILED` to `put_failed`; `READ-MODIFY-WRITE` is a kind of
 * its own.
 */
export const toKind = cached((metric): string => {
  const [, before = "", operation = "", after = ""] =
    /^(Intended-)?(READ|UPDATE)(-FAILED)?$/.exec(metric) ?? [];
  const kind = kinds.get(operation);
  return (kind ? `${before}${kind}${after}` : metric).toLowerCase()
    .replaceAll("%", "share").replace(/[^a-z0-9]+/g, "_").replace(/_$/, "");
});
