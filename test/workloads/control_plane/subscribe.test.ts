import { expect, test } from "vitest";
import type { Subscriber } from "../../../src/systems/control_plane/control_plane.ts";
import { subscribe } from "../../../src/workloads/control_plane/subscribe.ts";
import { until } from "../../testing/processes.ts";

const pause = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/** A control plane that takes subscriptions, or refuses the next ones, and tells what became of them. */
function toControlPlane() {
  const subscribers: Subscriber[] = [];
  const ended: number[] = [];
  const state = { refusals: 0, attempts: 0 };
  return {
    ...{ subscribers, ended, state },
    watch(subscriber: Subscriber): Promise<AsyncDisposable> {
      state.attempts++;
      if (state.refusals > 0) {
        state.refusals--;
        // A stream that breaks at once is told of, and is an error as well.
        subscriber.onLost("refused");
        return Promise.reject(new Error("refused"));
      }
      const number = subscribers.push(subscriber) - 1;
      return Promise.resolve({
        [Symbol.asyncDispose]: () => {
          ended.push(number);
          return Promise.resolve();
        },
      });
    },
  };
}

function toReceiver() {
  const lost: string[] = [];
  const state = { again: 0, isStopped: false };
  return {
    ...{ lost, state },
    options: {
      onEvent() {},
      onLost: (reason: string) => void lost.push(reason),
      onAgain: () => void state.again++,
      // A limit never comes; a pause is short.
      sleep: (milliseconds: number) =>
        milliseconds > 1000 ? new Promise<void>(() => {}) : pause(1),
      isStopped: () => state.isStopped,
    },
  };
}

test("subscribe() subscribes again, once, however often it is refused or told that it lost a subscription", async () => {
  const plane = toControlPlane();
  const { lost, state, options } = toReceiver();
  const subscription = await subscribe(plane.watch, options);
  plane.state.refusals = 5;
  plane.subscribers[0]?.onLost("the stream ended");
  plane.subscribers[0]?.onLost("the connection was closed");
  await until("it is subscribed again", () => state.again === 1);
  // Another one would come within some milliseconds.
  await pause(30);
  expect(lost).toEqual(["the stream ended"]);
  expect(plane.state.attempts).toBe(7);
  expect([plane.subscribers.length, plane.ended]).toEqual([2, [0]]);
  await subscription[Symbol.asyncDispose]();
  expect(plane.ended).toEqual([0, 1]);
});

test("subscribe() rejects if it is refused at first, and does not go on", async () => {
  const plane = toControlPlane();
  const { lost, options } = toReceiver();
  plane.state.refusals = 1;
  await expect(subscribe(plane.watch, options)).rejects.toThrow("refused");
  await pause(30);
  expect([plane.state.attempts, lost]).toEqual([1, []]);
});

test("subscribe() of a control plane that never answers ends with the load", async () => {
  const { state, options } = toReceiver();
  const stop = Promise.withResolvers<void>();
  const subscribing = subscribe(() => new Promise(() => {}), {
    ...options,
    sleep: () => stop.promise,
  });
  state.isStopped = true;
  stop.resolve();
  await expect(subscribing).rejects.toThrow("as the load was stopped");
});

test("subscribe() ends a subscription that comes too late", async () => {
  const plane = toControlPlane();
  const { options } = toReceiver();
  const begun = Promise.withResolvers<void>();
  await expect(
    subscribe(async (subscriber) => {
      await begun.promise;
      return await plane.watch(subscriber);
    }, { ...options, sleep: () => Promise.resolve() }),
  ).rejects.toThrow("no answer in 60 s");
  begun.resolve();
  await until("it is ended", () => plane.ended.length === 1);
});
