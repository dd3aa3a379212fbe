import { expect, test } from "vitest";
import {
  type InstanceChange,
  toInstanceEvent,
  toLrpStates,
} from "../../../src/systems/diego/lrp_states.ts";
import { codec } from "../../../src/systems/diego/wire/codec.ts";
import { presences } from "../../../src/systems/diego/wire/messages.ts";

const MS = 1_000_000;

interface Told {
  readonly state: string;
  readonly cell: string;
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly presence: number;
}

const told: Told = {
  ...{ state: "UNCLAIMED", cell: "", since: 1000 },
  presence: presences.ordinary,
};

function toLrp({ state, cell, since, presence }: Told) {
  return {
    key: { guid: "app", index: 0, domain: "d" },
    instanceKey: { instance: cell && `of-${cell}`, cell },
    ...{ crashes: 0, state, placementError: "", since: since * MS, presence },
  };
}

const events = {
  created: (lrp: Told) => ({
    name: "actual_lrp_instance_created",
    data: codec<object>("LrpEvent").encode({ lrp: toLrp(lrp) }),
  }),
  removed: (lrp: Told) => ({
    name: "actual_lrp_instance_removed",
    data: codec<object>("LrpEvent").encode({ lrp: toLrp(lrp) }),
  }),
  changed(lrp: Told) {
    const { key, instanceKey, ...after } = toLrp(lrp);
    return {
      name: "actual_lrp_instance_changed",
      data: codec<object>("LrpChangedEvent")
        .encode({ key, instanceKey, after }),
    };
  },
};

function follow() {
  const changes: string[] = [];
  const states = toLrpStates(({ instance, at }: InstanceChange) =>
    changes.push(`${instance.state} ${instance.cell} ${at}`.replace("  ", " "))
  );
  return { changes, states };
}

test("an instance is followed from its desire to its running", () => {
  const { changes, states } = follow();
  states.onEvent(events.created(told));
  const claimed = { ...told, state: "CLAIMED", cell: "c1", since: 1100 };
  states.onEvent(events.changed(claimed));
  const running = { ...claimed, state: "RUNNING", since: 1200 };
  states.onEvent(events.changed(running));
  // Told again in every bulk loop.
  states.onEvent(events.changed(running));
  expect(changes).toEqual([
    "unclaimed 1000",
    "claimed c1 1100",
    "running c1 1200",
  ]);
  expect(states.instancesOf("app").get(0)).toMatchObject({
    ...{ ran: true, number: 0 },
  });
  const one = { running: 1, ran: 1, recorded: 1 };
  expect(states.countsOf("app")).toEqual(one);
  states.onEvent(events.changed({ ...running, state: "CRASHED", since: 1300 }));
  expect(states.countsOf("app")).toEqual({ ...one, running: 0 });
  states.onEvent(events.removed({ ...running, since: 1400 }));
  expect(states.countsOf("app")).toEqual({ ...one, running: 0, recorded: 0 });
  states.forget("app", 0);
  expect(states.countsOf("app")).toEqual({ running: 0, ran: 0, recorded: 0 });
});

test("a record of a lost cell is left out, and its replacement is followed", () => {
  const { changes, states } = follow();
  const running = { ...told, state: "RUNNING", cell: "c1", since: 1200 };
  states.onEvent(events.created(running));
  const suspect = { ...running, presence: presences.suspect };
  states.onEvent(events.changed(suspect));
  states.onEvent(events.created({ ...told, since: 2000 }));
  const again = { ...told, state: "RUNNING", cell: "c2", since: 2500 };
  states.onEvent(events.changed(again));
  states.onEvent(events.removed(suspect));
  expect(changes).toEqual([
    "running c1 1200",
    "unclaimed 2000",
    "running c2 2500",
  ]);
});

test("an event that comes late changes nothing", () => {
  const { changes, states } = follow();
  states.onEvent(
    events.created({ ...told, state: "RUNNING", cell: "c", since: 3 }),
  );
  states.onEvent(events.changed({ ...told, since: 2 }));
  states.onEvent(events.removed({ ...told, since: 2 }));
  expect(changes).toEqual(["running c 3"]);
});

test("a list tells what the store lost, and what is desired and was never there", () => {
  const { changes, states } = follow();
  states.onEvent(events.created({ ...told, state: "RUNNING", cell: "c" }));
  const desired = [{ guid: "app", instances: 2 }];
  states.onList([], desired, 5000);
  states.onList([], desired, 6000);
  expect(changes).toEqual([
    "running c 1000",
    "missing 5000",
    "missing 5000",
  ]);
  states.onList([toLrp({ ...told, since: 7000 })], desired, 8000);
  expect(changes.at(-1)).toBe("unclaimed 7000");
});

test("a change becomes an event of a platform", () => {
  const { states } = follow();
  states.onEvent(events.created(told));
  const instance = states.instancesOf("app").get(0)!;
  expect(toInstanceEvent({ instance, at: 1000, reason: "" }, "name")).toEqual({
    ...{ kind: "instance", app: "name", index: 0, number: 0 },
    ...{ state: "unclaimed", cell: "", since: 1000, at: 1000, reason: "" },
  });
});
