/** The faults that experiments can inject into a cluster. */
import { defineFault, type Fault } from "./fault_definition.ts";
import {
  crash,
  impairLink,
  isolate,
  pause,
  resetRepeatedly,
  shutDown,
  throttleCpu,
  wipe,
} from "./injections.ts";

export type { Fault, FaultContext, Injected } from "./fault_definition.ts";

/** Link faults affect the connections to the leader, as all writes go there. */
export const faults: readonly Fault[] = [
  defineFault({
    name: "none",
    title: "Nothing is done",
    needs: "nothing",
    targets: "none",
    inject: () => Promise.reject(new TypeError("Cannot inject fault 'none'")),
  }),
  defineFault({
    name: "kill-leader",
    title: "The leader crashes (SIGKILL), and is started again",
    needs: "process",
    targets: "leader",
    inject: crash,
  }),
  defineFault({
    name: "kill-follower",
    title: "A follower crashes (SIGKILL), and is started again",
    needs: "process",
    targets: "follower",
    inject: crash,
  }),
  defineFault({
    name: "majority-down",
    title: "A majority with the leader crashes (SIGKILL), and is started again",
    needs: "process",
    targets: "majority",
    inject: crash,
  }),
  defineFault({
    name: "wipe-leader",
    title: "The leader crashes and loses its disk, and joins again empty",
    needs: "replacement",
    targets: "leader",
    inject: wipe,
  }),
  defineFault({
    name: "wipe-follower",
    title: "A follower crashes and loses its disk, and joins again empty",
    needs: "replacement",
    targets: "follower",
    inject: wipe,
  }),
  defineFault({
    name: "restart-leader",
    title: "The leader is shut down (SIGTERM), and started again",
    needs: "process",
    targets: "leader",
    inject: shutDown,
  }),
  defineFault({
    name: "pause-leader",
    title: "The leader stands still (SIGSTOP), and goes on",
    needs: "process",
    targets: "leader",
    inject: pause,
  }),
  defineFault({
    name: "pause-follower",
    title: "A follower stands still (SIGSTOP), and goes on",
    needs: "process",
    targets: "follower",
    inject: pause,
  }),
  defineFault({
    name: "partition-leader",
    title: "The leader is cut off from its peers, but not from clients",
    needs: "namespaces",
    targets: "leader",
    inject: isolate,
  }),
  defineFault({
    name: "partition-follower",
    title: "A follower is cut off from its peers, but not from clients",
    needs: "namespaces",
    targets: "follower",
    inject: isolate,
  }),
  defineFault({
    name: "slow-link",
    title: "Connections of peers to the leader are slow, each way",
    needs: "proxy",
    targets: "leader",
    inject: (target) => impairLink(target, { delay: target.delay }),
  }),
  defineFault({
    name: "narrow-link",
    title: "Connections of peers to the leader carry 100 kB/s, each way",
    needs: "proxy",
    targets: "leader",
    inject: (target) => impairLink(target, { bandwidth: 100_000 }),
  }),
  defineFault({
    name: "drop-link",
    title: "Connections of peers to the leader stay open and carry nothing",
    needs: "proxy",
    targets: "leader",
    inject: (target) => impairLink(target, { drop: true }),
  }),
  defineFault({
    name: "reset-link",
    title: "Connections of peers to the leader are reset once a second",
    needs: "proxy",
    targets: "leader",
    inject: resetRepeatedly,
  }),
  defineFault({
    name: "slow-node",
    title: "The leader has little processor time",
    needs: "cgroup",
    targets: "leader",
    inject: throttleCpu,
  }),
];

/** Returns the fault of that name. Throws RangeError if there is none. */
export function toFault(name: string): Fault {
  const fault = faults.find((fault) => fault.name === name);
  if (fault) return fault;
  const names = faults.map(({ name }) => name).join(", ");
  throw new RangeError(
    `Cannot do fault '${name}' as it must be one of ${names}`,
  );
}
