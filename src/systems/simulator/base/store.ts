/** A service with a number of servers and one queue: the store behind the BBS, and the Cloud Controllers. */

/** Times in seconds since the start. */
export interface Service {
  /** When each server is free. */
  readonly servers: Float64Array;
  /** No request is served before; those that wait are served then. */
  unreachableUntil: number;
  /** Requests take longer by `slowdown` until then. */
  slowUntil: number;
  slowdown: number;
  /** Longest time of a request since it was last taken. */
  maxLatency: number;
}

/** Creates a service that is idle. */
export function toService(servers: number): Service {
  return {
    servers: new Float64Array(servers),
    unreachableUntil: 0,
    slowUntil: 0,
    slowdown: 1,
    maxLatency: 0,
  };
}

/** Serves a request that arrives now, first come, first served; returns when it is done. */
export function serve(service: Service, now: number, work: number): number {
  const { servers } = service;
  let free = 0;
  // Any server that is free by now is as good as another.
  for (let i = 1; i < servers.length && servers[free]! > now; i++) {
    if (servers[i]! < servers[free]!) free = i;
  }
  const start = Math.max(now, servers[free]!, service.unreachableUntil);
  const end = start + (start < service.slowUntil ? service.slowdown : 1) * work;
  servers[free] = end;
  if (end - now > service.maxLatency) service.maxLatency = end - now;
  return end;
}

/** Whether a request would be refused now. */
export function isUnreachable(service: Service, now: number): boolean {
  return now < service.unreachableUntil;
}

/** Returns the longest time of a request since the last call, in seconds. */
export function takeMaxLatency(service: Service): number {
  const { maxLatency } = service;
  service.maxLatency = 0;
  return maxLatency;
}
