/** Addresses of servers in settings. */
import { UsageError } from "../../record/mod.ts";

/** A server, by its host and port. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
}

/** Reads HOST:PORT, the value of a setting. Throws `UsageError`. */
export function toServerAddress(key: string, text: string): ServerAddress {
  const [, host = "", digits = ""] = /^([^:/\s]+):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (host !== "" && port >= 1 && port <= 65_535) return { host, port };
  throw new UsageError(
    `Cannot set ${key} as it must be HOST:PORT: current value is '${text}'`,
  );
}
