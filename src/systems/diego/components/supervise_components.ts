/** Looks after the components of a Diego, as a process monitor does. */
import { supervise } from "../../../lab/processes/supervisor.ts";
import { waitUntil } from "../../../lab/processes/wait_until_ready.ts";
import type { ComponentName } from "./components.ts";
import type { Components } from "./start_components.ts";

/** Time between an end of a component and its next start, in seconds. */
const RESTART_S = 5;

/** Time until it serves again, on a busy machine: the lock of its last life must lapse. */
const START_TIMEOUT_S = 120;

/** Lets the auctioneer be away, without being started again by itself. */
export interface AuctioneerControl {
  end(): Promise<void>;
  /** Resolves once it serves. */
  restart(): Promise<void>;
}

/** Starts components again that have ended, as a process monitor does; they end when they have lost their lock. */
export function superviseAll(
  components: Components,
  { owned, signal }: {
    readonly owned: AsyncDisposableStack;
    readonly signal: AbortSignal;
  },
): AuctioneerControl {
  owned.use(superviseOne(components, "locket"));
  owned.use(superviseOne(components, "bbs"));
  let supervisor: AsyncDisposable | null = superviseOne(
    components,
    "auctioneer",
  );
  owned.defer(() => supervisor?.[Symbol.asyncDispose]());
  return {
    async end() {
      await supervisor?.[Symbol.asyncDispose]();
      supervisor = null;
      await components.processes.auctioneer.kill();
    },
    async restart() {
      components.processes.auctioneer.start();
      supervisor ??= superviseOne(components, "auctioneer");
      // It may end and be started again meanwhile, as its lock may be that of its last life for some seconds.
      await waitUntil(() => components.serves("auctioneer"), {
        ...{ timeout: START_TIMEOUT_S, every: 0.1, signal, processes: [] },
        what: "the auctioneer",
      });
    },
  };
}

function superviseOne(
  { processes, serves }: Pick<Components, "processes" | "serves">,
  name: ComponentName,
): AsyncDisposable {
  return supervise(processes[name], {
    after: RESTART_S,
    ready: () => serves(name),
    onDown: () => {},
    onUp: () => {},
  });
}
