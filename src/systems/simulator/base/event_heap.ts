/**
 * The queue of future events: a heap in which each has up to four behind it, over typed arrays, so that millions of events
 * make no garbage.
 */

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
  /** Where the rest of an event is, so that only three numbers move with it; beyond `size` the slots that are free. */
  slots: Int32Array;
  /** By slot. */
  kinds: Uint8Array;
  subjects: Int32Array;
  epochs: Uint32Array;
}

const FIRST_EVENTS = 1024;

/** Most events behind each, 2 to the power of `CHILD_BITS`. */
const CHILDREN = 4;
const CHILD_BITS = 2;

/** Creates an empty heap. */
export function emptyHeap(): EventHeap {
  return { size: 0, added: 0, ...toArrays(FIRST_EVENTS) };
}

function toArrays(n: number) {
  return {
    times: new Float64Array(n),
    orders: new Float64Array(n),
    slots: Int32Array.from({ length: n }, (_, slot) => slot),
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
  const { times } = heap;
  let hole = heap.size++;
  const slot = heap.slots[hole]!;
  heap.kinds[slot] = kind;
  heap.subjects[slot] = subject;
  heap.epochs[slot] = epoch;
  while (hole > 0) {
    const parent = parentOf(hole);
    // The new event was added last, so that it stays behind those of its time.
    if (times[parent]! <= time) break;
    move(heap, parent, hole);
    hole = parent;
  }
  put(heap, hole, time, heap.added++, slot);
}

/** Time of the earliest event; infinity if there is none. */
export function nextTime(heap: EventHeap): number {
  return heap.size === 0 ? Infinity : heap.times[0]!;
}

/** Takes the earliest event; the heap must not be empty. */
export function takeEvent(heap: EventHeap, taken: TakenEvent): void {
  const { times, orders, slots } = heap;
  const free = slots[0]!;
  taken.time = times[0]!;
  taken.kind = heap.kinds[free]!;
  taken.subject = heap.subjects[free]!;
  taken.epoch = heap.epochs[free]!;
  const last = --heap.size;
  const time = times[last]!;
  const order = orders[last]!;
  const slot = slots[last]!;
  // The last event is nearly always a late one: the hole goes down to the end, and up again to where that one belongs.
  let hole = 0;
  for (let child = 1; child < last; child = CHILDREN * hole + 1) {
    const end = Math.min(last, child + CHILDREN);
    let earliest = child;
    for (let other = child + 1; other < end; other++) {
      if (isBefore(heap, other, times[earliest]!, orders[earliest]!)) {
        earliest = other;
      }
    }
    move(heap, earliest, hole);
    hole = earliest;
  }
  while (hole > 0) {
    const parent = parentOf(hole);
    if (isBefore(heap, parent, time, order)) break;
    move(heap, parent, hole);
    hole = parent;
  }
  put(heap, hole, time, order, slot);
  slots[last] = free;
}

function parentOf(place: number): number {
  return (place - 1) >> CHILD_BITS;
}

/** Whether the event at a place comes before another. */
function isBefore(
  { times, orders }: EventHeap,
  place: number,
  time: number,
  order: number,
): boolean {
  const own = times[place]!;
  return own < time || (own === time && orders[place]! < order);
}

function move(heap: EventHeap, from: number, to: number): void {
  put(heap, to, heap.times[from]!, heap.orders[from]!, heap.slots[from]!);
}

function put(
  { times, orders, slots }: EventHeap,
  place: number,
  time: number,
  order: number,
  slot: number,
): void {
  times[place] = time;
  orders[place] = order;
  slots[place] = slot;
}

function grow(heap: EventHeap): void {
  const { times, orders, slots, kinds, subjects, epochs } = heap;
  Object.assign(heap, toArrays(2 * times.length));
  heap.times.set(times);
  heap.orders.set(orders);
  heap.slots.set(slots);
  heap.kinds.set(kinds);
  heap.subjects.set(subjects);
  heap.epochs.set(epochs);
}
