import { expect, test } from "vitest";
import {
  codec,
  toMilliseconds,
} from "../../../../src/systems/diego/wire/codec.ts";
import type {
  ActualLrp,
  DesiredLrp,
  LrpKey,
} from "../../../../src/systems/diego/wire/messages.ts";
import { routes } from "../../../../src/systems/diego/wire/routes.ts";

test("a message has the bytes of the protocol", () => {
  const key = codec<LrpKey>("LrpKey");
  const bytes = key.encode({ guid: "app", index: 2, domain: "d" });
  // Field 1, text of 3 bytes; field 2, 2; field 3, text of 1 byte.
  expect(bytes.toHex()).toBe("0a0361707010021a0164");
  expect(key.decode(bytes)).toMatchObject({
    guid: "app",
    index: 2,
    domain: "d",
  });
});

test("fields that are missing have the empty value of their type, and messages are null", () => {
  const lrp = codec<ActualLrp>("ActualLrp").decode(new Uint8Array());
  expect(lrp.state).toBe("");
  expect(lrp.crashes).toBe(0);
  expect(lrp.key).toBeNull();
  expect(routes.actualLrps.answer.decode(new Uint8Array()).lrps).toEqual([]);
});

test("fields that are not used are skipped", () => {
  // Field 3 is the network of the instance, of which there is an address; field 6 is the state.
  const address = "1a0b0a09" + new TextEncoder().encode("127.0.0.1").toHex();
  const state = "3207" + new TextEncoder().encode("RUNNING").toHex();
  const lrp = codec<ActualLrp>("ActualLrp")
    .decode(Uint8Array.fromHex(address + state));
  expect(lrp.state).toBe("RUNNING");
});

test("times keep their milliseconds", () => {
  // Field 8: 1,700,000,000,123,000,000 ns.
  const bytes = codec<{ readonly since: number }>("ActualLrp")
    .encode({ since: 1_700_000_000_123_000_000 });
  const { since } = codec<ActualLrp>("ActualLrp").decode(bytes);
  expect(toMilliseconds(since)).toBeCloseTo(1_700_000_000_123, 2);
});

test("a desired LRP keeps its maps, and zero instances", () => {
  const lrp: DesiredLrp = {
    ...{ guid: "a", domain: "d", rootFs: "preloaded:x", instances: 0 },
    action: {
      run: {
        path: "/p",
        args: ["x"],
        env: [{ name: "A", value: "1" }],
        user: "u",
      },
    },
    ...{ diskMb: 1, memoryMb: 2, logGuid: "a", annotation: "" },
    routes: { routes: { router: new Uint8Array([1]) } },
    metricTags: { source_id: { text: "a", dynamic: 0 } },
  };
  const { request } = routes.desire;
  const read = request.decode(request.encode({ lrp })).lrp;
  expect(read.metricTags["source_id"]).toMatchObject({ text: "a" });
  expect(read.action?.run?.env[0]).toMatchObject({ name: "A", value: "1" });
  expect(read.routes?.routes["router"]?.length).toBe(1);
  // An update to no instances must be sent: the field is there, with 0.
  const update = routes.update.request.encode({
    guid: "a",
    update: { instances: 0 },
  });
  expect(update.toHex()).toBe("0a016112020800");
});

test("bytes that are no message are refused", () => {
  expect(() => codec("ActualLrp").decode(new Uint8Array([0xff]))).toThrow();
});
