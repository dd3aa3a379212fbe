/** What can be done to a cluster, and undone. */
import { defineFault, type Fault } from "./fault_definition.ts";
import {
  crash,
  isolate,
  makeWeather,
  pause,
  resetAgain,
  shutDown,
  slowDown,
  wipe,
} from "./injections.ts";

export type { Fault, FaultContext, Injected } from "./fault_definition.ts";

/** Links are hit where they lead to the leader, as that is where all writes go. */
export const faults: readonly Fault[] = [
  defineFault({
    name: "none",
    title: "Nothing is done",
    needs: "nothing",
    hits: "nobody",
    hit: () => Promise.reject(new TypeError("Cannot hit a node with nothing")),
  }),
  defineFault({
    name: "kill-leader",
    title: "The leader crashes (SIGKILL), and is started again",
    needs: "process",
    hits: "leader",
    hit: crash,
  }),
  defineFault({
    name: "kill-follower",
    title: "A follower crashes (SIGKILL), and is started again",
    needs: "process",
    hits: "follower",
    hit: crash,
  }),
  defineFault({
    name: "majority-down",
    title: "A majority with the leader crashes (SIGKILL), and is started again",
    needs: "process",
    hits: "majority",
    hit: crash,
  }),
  defineFault({
    name: "wipe-leader",
    title: "The leader crashes and loses its disk, and joins again empty",
    needs: "replacement",
    hits: "leader",
    hit: wipe,
  }),
  defineFault({
    name: "wipe-follower",
    title: "A follower crashes and loses its disk, and joins again empty",
    needs: "replacement",
    hits: "follower",
    hit: wipe,
  }),
  defineFault({
    name: "restart-leader",
    title: "The leader is shut down (SIGTERM), and started again",
    needs: "process",
    hits: "leader",
    hit: shutDown,
  }),
  defineFault({
    name: "pause-leader",
    title: "The leader stands still (SIGSTOP), and goes on",
    needs: "process",
    hits: "leader",
    hit: pause,
  }),
  defineFault({
    name: "pause-follower",
    title: "A follower stands still (SIGSTOP), and goes on",
    needs: "process",
    hits: "follower",
    hit: pause,
  }),
  defineFault({
    name: "partition-leader",
    title: "The leader is cut off from its peers, but not from clients",
    needs: "namespaces",
    hits: "leader",
    hit: isolate,
  }),
  defineFault({
    name: "partition-follower",
    title: "A follower is cut off from its peers, but not from clients",
    needs: "namespaces",
    hits: "follower",
    hit: isolate,
  }),
  defineFault({
    name: "slow-link",
    title: "Connections of peers to the leader are slow, each way",
    needs: "proxy",
    hits: "leader",
    hit: (victim) => makeWeather(victim, { delay: victim.delay }),
  }),
  defineFault({
    name: "narrow-link",
    title: "Connections of peers to the leader carry 100 kB/s, each way",
    needs: "proxy",
    hits: "leader",
    hit: (victim) => makeWeather(victim, { bandwidth: 100_000 }),
  }),
  defineFault({
    name: "drop-link",
    title: "Connections of peers to the leader stay open and carry nothing",
    needs: "proxy",
    hits: "leader",
    hit: (victim) => makeWeather(victim, { drop: true }),
  }),
  defineFault({
    name: "reset-link",
    title: "Connections of peers to the leader are reset once a second",
    needs: "proxy",
    hits: "leader",
    hit: resetAgain,
  }),
  defineFault({
    name: "slow-node",
    title: "The leader has little processor time",
    needs: "cgroup",
    hits: "leader",
    hit: slowDown,
  }),
];

/** The fault of that name. Throws RangeError when there is none. */
export function toFault(name: string): Fault {
  const fault = faults.find((one) => one.name === name);
  if (fault) return fault;
  const names = faults.map(({ name }) => name).join(", ");
  throw new RangeError(`Cannot do fault '${name}' as it must be of ${names}`);
}
