import { expect, test } from "vitest";
import {
  type RawEvent,
  toEventParser,
} from "../../../../src/systems/diego/clients/bbs_events.ts";

const stream = new TextEncoder().encode(
  "id: 0\nevent: actual_lrp_instance_created\ndata: CgA=\n\n" +
    ": a remark\nid: 1\r\nevent: task_changed\r\ndata: AQI=\r\n\r\n" +
    "event: unfinished\ndata: AQ==\n",
);

test("events are read however the stream is cut", () => {
  for (const size of [1, 7, stream.length]) {
    const events: RawEvent[] = [];
    const parse = toEventParser((event) => events.push(event));
    for (let at = 0; at < stream.length; at += size) {
      parse(stream.subarray(at, at + size));
    }
    expect(events).toEqual([
      {
        name: "actual_lrp_instance_created",
        data: new Uint8Array([10, 0]),
      },
      { name: "task_changed", data: new Uint8Array([1, 2]) },
    ]);
  }
});
