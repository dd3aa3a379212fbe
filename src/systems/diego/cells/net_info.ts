/** Where a container is reached. */
import type { NetInfo } from "../wire/messages.ts";

/** Returns the address of a container by the port of its host; nothing listens there. */
export function toNetInfo(port: number): NetInfo {
  return {
    address: "127.0.0.1",
    ports: [{ container: 8080, host: port }],
    instanceAddress: "127.0.0.1",
  };
}
