import { expect, test } from "vitest";
import { unsuccessful } from "../../../src/lab/clients/attempt.ts";
import { ScheduledOperations } from "../../../src/lab/load/scheduled_operations.ts";
import { drivePolled } from "../../../src/lab/polled/drive_polled.ts";
import { SocketPoll } from "../../../src/lab/polled/socket_poll.ts";
import { sleep } from "../_until.ts";
import { whileQuiet } from "../../testing/quiet.ts";

const linuxTest = test.skipIf(Deno.build.os !== "linux");

function openPoll(): SocketPoll {
  const poll = SocketPoll.open();
  if (poll === null) throw new Error("no such sockets");
  return poll;
}

linuxTest(
  "drivePolled() calls a loop when it is due, lets timers run, and ends once nothing is in flight",
  () =>
    whileQuiet(10, async () => {
      using poll = openPoll();
      const operations = new ScheduledOperations();
      const late: number[] = [];
      let due = performance.now();
      let [finished, ticks] = [0, 0];
      operations.begin();
      const timer = setInterval(() => ticks++, 5);
      const driving = drivePolled(poll, operations, {
        step(now) {
          for (; due <= now; due += 3.3) late.push(now - due);
          return due;
        },
        ended: () => {},
        finish: () => finished++,
      });
      await sleep(300);
      operations.stop();
      await sleep(30);
      expect(finished).toBe(0);
      operations.end({ group: 0, number: 0, due }, {
        ended: performance.now(),
        attempt: unsuccessful("failed", "a failure"),
      });
      await driving;
      clearInterval(timer);
      expect(finished).toBe(1);
      expect(ticks).toBeGreaterThan(10);
      expect(late.length).toBeGreaterThan(80);
      expect(late.toSorted((a, b) => a - b)[late.length >> 1]).toBeLessThan(1);
    }),
);

linuxTest(
  "SocketPoll calls a handler after its deadline, and does what is left for later before",
  () => {
    using poll = openPoll();
    const calls: string[] = [];
    const handler = {
      deadline: Infinity,
      onReady: () => {},
      onDeadline() {
        calls.push("deadline");
        this.deadline = Infinity;
      },
    };
    poll.add(handler);
    const from = performance.now();
    const deadline = from + 900_000;
    handler.deadline = deadline;
    poll.noteDeadline(deadline);
    poll.settle(deadline - 0.1);
    expect(calls).toEqual([]);
    poll.later(() => calls.push("later"));
    // At most 999 ms, of which none pass.
    poll.turn(deadline);
    expect(performance.now() - from).toBeLessThan(900);
    poll.settle(deadline);
    expect(calls).toEqual(["later", "deadline"]);
    poll.settle(deadline + 100);
    expect(calls).toHaveLength(2);
  },
);

linuxTest(
  "SocketPoll waits until a moment, and no longer than until the deadline of a handler",
  () => {
    using poll = openPoll();
    const from = performance.now();
    poll.turn(from + 20);
    expect(performance.now() - from).toBeGreaterThan(19);
    const deadline = performance.now() + 20;
    poll.noteDeadline(deadline);
    poll.turn(deadline + 900);
    expect(performance.now()).toBeGreaterThan(deadline - 1);
    expect(performance.now()).toBeLessThan(deadline + 800);
  },
);
