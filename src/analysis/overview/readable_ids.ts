/** Names cases and sessions as readers do, from the ids that they have in the record. */
import { formatValue } from "../../record/mod.ts";

/** Keys whose values say by themselves what they are. */
const silentKeys = new Set(["fault", "document"]);

/**
 * Names a case in words, from its id in the record: `etcd nodes=3 workers=1 value_size=1024` becomes
 * `etcd, 3 nodes, 1 worker, 1 KiB`. An id of another form stays as it is.
 */
export function readableCase(case_id: string): string {
  if (!case_id.includes("=")) return case_id;
  return case_id.split(" ").map((part) => {
    const [key = "", value] = part.split("=");
    return value === undefined ? part : readablePart(key, value);
  }).join(", ");
}

function readablePart(key: string, value: string): string {
  if (key === "nodes" || key === "workers") {
    return `${value} ${value === "1" ? key.slice(0, -1) : key}`;
  }
  if (key === "value_size" && Number(value) > 0) {
    return `${formatValue(Number(value), "KiB")} KiB`;
  }
  if (silentKeys.has(key)) return value.replaceAll("_", " ");
  if (key === "etcd_pre_vote") return `pre-vote ${value}`;
  return `${key.replaceAll("_", " ")} ${value}`;
}

/** Says when a session began, from its id: `20261129T002031Z` becomes `2026-11-29 00:20`. Another id stays as it is. */
export function readableSession(session: string): string {
  return session.replace(
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)\d\dZ$/,
    "$1-$2-$3 $4:$5",
  );
}
