/** Bounds the waits for a catalogue in PostgreSQL: without them, its client waits for a server that is gone as long as TCP does. */

const POSTGRES = "ducklake:postgres:";

/**
 * Parameters of libpq: ten seconds until a connection stands, and half a minute until one that carries nothing any more
 * counts as cut. A server that is reached and stands still is waited for.
 */
const waits = [
  "connect_timeout=10",
  ...["keepalives_idle=15", "keepalives_interval=5", "keepalives_count=3"],
  "tcp_user_timeout=30000",
];

/** Returns the address of a DuckLake with bounds where its catalogue is in PostgreSQL; what the address says itself counts. */
export function withWaits(url: string): string {
  if (!url.startsWith(POSTGRES)) return url;
  const address = url.slice(POSTGRES.length);
  // Of a parameter that is there twice, the last counts.
  if (!address.includes("://")) {
    return `${POSTGRES}${waits.join(" ")} ${address}`;
  }
  const [place = "", parameters = ""] = address.split(/\?(.*)/s);
  const all = [...waits, ...parameters === "" ? [] : [parameters]];
  return `${POSTGRES}${place}?${all.join("&")}`;
}

/** Returns a message that names an address without what was added to it. */
export function withoutWaits(message: string): string {
  return message.replaceAll(`${waits.join(" ")} `, "")
    .replaceAll(new RegExp(`\\?${waits.join("&")}&?`, "g"), "?");
}
