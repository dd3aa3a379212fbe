/** Configuration of a NATS server with JetStream on disk. */
export interface NatsPlan {
  /** Ports of 127.0.0.1: of its clients, and of its monitoring. */
  readonly port: number;
  readonly monitor: number;
  readonly spool: string;
  readonly bufferCap: number;
}

/** Memory for streams that are not on disk, bytes: there are none. */
const MAX_MEMORY_BYTES = 64 * 1024 ** 2;

/** Limit of all streams together, above that of the one, which is what is asked for. */
const HEADROOM = 2;

/** Returns the text of `nats.conf`. */
export function toNatsConfig(
  { port, monitor, spool, bufferCap }: NatsPlan,
): string {
  return `listen: "127.0.0.1:${port}"
http: "127.0.0.1:${monitor}"
jetstream {
  store_dir: "${spool}"
  max_memory_store: ${MAX_MEMORY_BYTES}
  max_file_store: ${HEADROOM * bufferCap}
}
`;
}
