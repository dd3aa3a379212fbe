/** How far the topic reaches. The number of a message is its offset + 1. */
import type { Admin } from "@platformatic/kafka";
import { TOPIC } from "./kafka_topic.ts";

/** `ListOffsets` takes these as times. */
const EARLIEST = -2n;
const LATEST = -1n;

/** Number of the oldest message that the broker still has, or will have. */
export async function readOldest(admin: Admin): Promise<number> {
  return await readOffset(admin, EARLIEST) + 1;
}

/** Highest number stored; 0 for none. */
export function readHighest(admin: Admin): Promise<number> {
  return readOffset(admin, LATEST);
}

async function readOffset(admin: Admin, timestamp: bigint): Promise<number> {
  const [topic] = await admin.listOffsets({
    topics: [{ name: TOPIC, partitions: [{ partitionIndex: 0, timestamp }] }],
  });
  const offset = topic?.partitions[0]?.offset;
  if (offset === undefined) throw new Error(`No offset of ${TOPIC}`);
  return Number(offset);
}
