/** A control plane that does what it is asked at once, and the requests of a load without a record. */
import { answered } from "../../../src/systems/control_plane/answers.ts";
import type {
  ActualLrp,
  CellClient,
  LrpKey,
} from "../../../src/systems/control_plane/control_plane.ts";
import type { EventAccount } from "../../../src/workloads/control_plane/event_account.ts";
import type { Requests } from "../../../src/workloads/control_plane/requests.ts";

const done = () => Promise.resolve(answered(null));

/** A cell whose records are always the same. */
export function toCellClient(
  records: readonly ActualLrp[] = [],
): CellClient & { readonly started: readonly string[] } {
  const started: string[] = [];
  return {
    started,
    present: done,
    fetch: () => Promise.resolve(answered(records)),
    claim: done,
    start({ guid }: LrpKey) {
      started.push(guid);
      return done();
    },
    crash: done,
    fail: done,
  };
}

/** Makes requests, and keeps the outcomes of what is recorded with a number of its own. */
export function toFakeRequests(): Requests & {
  readonly outcomes: readonly string[];
} {
  const outcomes: string[] = [];
  return {
    outcomes,
    send: (_, act) => act(),
    async record(kind, _number, _due, act) {
      const attempt = await act();
      outcomes.push(`${kind} ${attempt.outcome}`);
      return attempt;
    },
  };
}

/** Expects no event. */
export const noEvents: EventAccount = {
  expect: (_, _key, act) => act(),
  take() {},
  untilRunning: () => new Promise(() => {}),
  close: () => Promise.resolve(),
};
