import { expect, test } from "vitest";
import { fieldOf, nameReader } from "../../../src/ingest/stages/entity_name.ts";
import { stageModels } from "../../../src/record/mod.ts";

const uuid = "2f4c6d8e-0a1b-4c3d-8e5f-0123456789ab";
const short = "2f4c6d8e-0a1b-4c3d-8e5f-0123";

test("fieldOf() finds nested fields, fields with a dot in their name, and numbers", () => {
  expect(fieldOf({ container: { guid: "a" } }, "container.guid")).toBe("a");
  expect(fieldOf({ "container.guid": "b" }, "container.guid")).toBe("b");
  expect(fieldOf({ index: 0 }, "index")).toBe("0");
  expect(fieldOf({ index: "" }, "index")).toBeNull();
  expect(fieldOf({ container: null }, "container.guid")).toBeNull();
  expect(fieldOf({ container: "text" }, "container.length")).toBeNull();
  expect(fieldOf({}, "toString")).toBeNull();
  expect(fieldOf({ a: {} }, "a.constructor")).toBeNull();
});

test("nameReader() takes the first alias that a line has, whatever the order of its fields", () => {
  const nameOf = nameReader(stageModels.task.keys);
  const data = { handle: "h", guid: "g", "task-guid": "t" };
  expect(nameOf(data)).toBe("t");
  expect(nameOf({ handle: "h", guid: "g" })).toBe("g");
  expect(nameOf({ session: "1" })).toBeNull();
});

test("nameReader() takes the UUID of an instance from the name of its container", () => {
  const nameOf = nameReader(stageModels.lrp.keys);
  for (const guid of [uuid, short]) {
    const process = `${uuid}-11111111-2222-3333-4444-555555555555`;
    expect(nameOf({ handle: `${process}-${guid}` })).toBe(guid);
    expect(nameOf({ instance_guid: guid })).toBe(guid);
  }
  expect(nameOf({ guid: "b-000019-0-1795" })).toBe("b-000019-0-1795");
});

test("nameReader() joins the fields of an alias, all of which must be there", () => {
  const placeOf = nameReader(stageModels.lrp.links);
  const key = { process_guid: "p", index: 3, domain: "lab" };
  expect(placeOf({ actual_lrp_key: key })).toBe("p/3");
  expect(placeOf({ process_guid: "p" })).toBeNull();
});
