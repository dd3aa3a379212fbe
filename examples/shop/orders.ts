/** Orders, and whether they are paid. */
import type { Item } from "./catalogue.ts";

export interface Order {
  readonly id: number;
  readonly user: string;
  readonly item: number;
  readonly amount: number;
  readonly paid: boolean;
}

export interface Orders {
  /** Returns the new order; null for an item that there is not. */
  add(user: string, body: unknown, catalogue: readonly Item[]): Order | null;
  /** Returns the paid order; null if the user has none with this id. */
  pay(user: string, id: number): Order | null;
  count(): number;
}

/** More would take the memory; the oldest go first. */
const MAX_ORDERS = 100_000;

export function makeOrders(): Orders {
  const orders = new Map<number, Order>();
  let next = 1;
  return {
    add(user, body, catalogue) {
      const { item, amount } = Object(body);
      if (!catalogue.some(({ id }) => id === item)) return null;
      if (!Number.isSafeInteger(amount) || amount < 1) return null;
      const order = { id: next++, user, item, amount, paid: false };
      orders.set(order.id, order);
      orders.delete(order.id - MAX_ORDERS);
      return order;
    },
    pay(user, id) {
      const order = orders.get(id);
      if (order?.user !== user) return null;
      const paid = { ...order, paid: true };
      orders.set(id, paid);
      return paid;
    },
    count: () => orders.size,
  };
}
