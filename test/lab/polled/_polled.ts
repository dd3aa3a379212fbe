/** Makes attempts by a `PolledExchange`, whose sockets are looked at between the tasks of a test. */
import type { Attempt } from "../../../src/lab/clients/attempt.ts";
import type { HttpResponse } from "../../../src/lab/clients/http_response.ts";
import { PolledExchange } from "../../../src/lab/polled/polled_exchange.ts";
import { SocketPoll } from "../../../src/lab/polled/socket_poll.ts";
import { findSocketAddress } from "../../../src/lab/polled/tcp_socket.ts";
import { sleep } from "../_until.ts";

export interface PolledSender extends Disposable {
  send(request: Uint8Array<ArrayBuffer>): Promise<Attempt>;
  /** Looks at the sockets until a condition holds. */
  until(condition: () => boolean): Promise<void>;
}

/** Connects to a port of loopback; throws where the system has no such sockets. */
export function openPolled(
  port: number,
  classify: (response: HttpResponse) => Attempt,
  timeout = 5,
): PolledSender {
  const poll = SocketPoll.open();
  const address = findSocketAddress("127.0.0.1", port);
  if (poll === null || address === null) throw new Error("no such sockets");
  const attempts: Attempt[] = [];
  const owner = {
    classify,
    onAttempt: (attempt: Attempt) => void attempts.push(attempt),
  };
  const exchange = new PolledExchange({ poll, address, timeout, owner });
  const until = async (condition: () => boolean) => {
    const from = performance.now();
    while (!condition()) {
      if (performance.now() - from > 60_000) throw new Error("waited too long");
      poll.settle(performance.now());
      poll.turn(performance.now() + 1);
      await sleep(0);
    }
  };
  return {
    until,
    async send(request) {
      const { length } = attempts;
      exchange.send(request, performance.now());
      if (attempts.length > length) throw new Error("ended during the call");
      await until(() => attempts.length > length);
      const [attempt, ...more] = attempts.slice(length);
      if (!attempt || more.length > 0) throw new Error("more than one end");
      return attempt;
    },
    [Symbol.dispose]() {
      exchange[Symbol.dispose]();
      poll[Symbol.dispose]();
    },
  };
}
