/** The queue of future events: a binary heap over typed arrays, so that millions of events make no garbage. */

/** An event that was taken from the heap; the object is used again by the next `take()`. */
export interface TakenEvent {
  /** Seconds since the start. */
  time: number;
  kind: number;
  /** What it concerns. */
  subject: number;
  /** Epoch of the subject when it was scheduled: the event is void if the subject has another one by then. */
  epoch: number;
}

/** Events by time; those of one time in the order in which they were added. */
export interface EventHeap {
  size: number;
  /** Number of events ever added. */
  added: number;
  times: Float64Array;
  orders: Float64Array;
  kinds: Uint8Array;
  subjects: Int32Array;
  epochs: Uint32Array;
}

const FIRST_EVENTS = 1024;

/** Creates an empty heap. */
export function emptyHeap(): EventHeap {
  return { size: 0, added: 0, ...toArrays(FIRST_EVENTS) };
}

function toArrays(n: number) {
  return {
    times: new Float64Array(n),
    orders: new Float64Array(n),
    kinds: new Uint8Array(n),
    subjects: new Int32Array(n),
    epochs: new Uint32Array(n),
  };
}

/** Adds an event. */
export function addEvent(
  heap: EventHeap,
  time: number,
  kind: number,
  subject: number,
  epoch: number,
): void {
  if (heap.size === heap.times.length) grow(heap);
  const { times, orders } = heap;
  let hole = heap.size++;
  while (hole > 0) {
    const parent = (hole - 1) >> 1;
    // The new event was added last, so that it stays behind those of its time.
    if (times[parent]! <= time) break;
    move(heap, parent, hole);
    hole = parent;
  }
  times[hole] = time;
  orders[hole] = heap.added++;
  heap.kinds[hole] = kind;
  heap.subjects[hole] = subject;
  heap.epochs[hole] = epoch;
}

/** Time of the earliest event; infinity if there is none. */
export function nextTime(heap: EventHeap): number {
  return heap.size === 0 ? Infinity : heap.times[0]!;
}

/** Takes the earliest event; the heap must not be empty. */
export function takeEvent(heap: EventHeap, taken: TakenEvent): void {
  const { times, orders } = heap;
  taken.time = times[0]!;
  taken.kind = heap.kinds[0]!;
  taken.subject = heap.subjects[0]!;
  taken.epoch = heap.epochs[0]!;
  const last = --heap.size;
  const time = times[last]!;
  const order = orders[last]!;
  let hole = 0;
  for (;;) {
    let child = 2 * hole + 1;
    if (child >= last) break;
    const right = child + 1;
    if (
      right < last &&
      isBefore(times, orders, right, times[child]!, orders[child]!)
    ) child = right;
    if (!isBefore(times, orders, child, time, order)) break;
    move(heap, child, hole);
    hole = child;
  }
  move(heap, last, hole);
}

function isBefore(
  times: Float64Array,
  orders: Float64Array,
  slot: number,
  time: number,
  order: number,
): boolean {
  const own = times[slot]!;
  return own < time || (own === time && orders[slot]! < order);
}

function move(heap: EventHeap, from: number, to: number): void {
  heap.times[to] = heap.times[from]!;
  heap.orders[to] = heap.orders[from]!;
  heap.kinds[to] = heap.kinds[from]!;
  heap.subjects[to] = heap.subjects[from]!;
  heap.epochs[to] = heap.epochs[from]!;
}

function grow(heap: EventHeap): void {
  const { times, orders, kinds, subjects, epochs } = heap;
  Object.assign(heap, toArrays(2 * times.length));
  heap.times.set(times);
  heap.orders.set(orders);
  heap.kinds.set(kinds);
  heap.subjects.set(subjects);
  heap.epochs.set(epochs);
}
