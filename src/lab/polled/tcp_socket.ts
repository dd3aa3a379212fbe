/** Sockets of TCP over IPv4 that never wait, by their file descriptors. */
import { type Libc, readErrno } from "./libc.ts";

const AF_INET = 2;
const SOCK_STREAM_NONBLOCK_CLOEXEC = 1 | 0x800 | 0x80000;
const [SOL_SOCKET, SO_ERROR] = [1, 4];
const [IPPROTO_TCP, TCP_NODELAY] = [6, 1];
const MSG_NOSIGNAL = 0x4000;
const EINPROGRESS = 115;

const enabled = new Uint32Array([1]);

/** Returns the address of a socket, `sockaddr_in`; null for a host that is not given by its IPv4 address. */
export function findSocketAddress(
  host: string,
  port: number,
): Uint8Array<ArrayBuffer> | null {
  const parts = /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host)
    ? host.split(".").map(Number)
    : [];
  if (parts.length === 0 || parts.some((part) => part > 255)) return null;
  const address = new Uint8Array(16);
  address.set([AF_INET, 0, port >> 8, port & 0xff, ...parts]);
  return address;
}

/** Returns a new socket that sends at once; below 0 if the system has none left. */
export function openSocket(libc: Libc): number {
  const socket = libc.socket(AF_INET, SOCK_STREAM_NONBLOCK_CLOEXEC, 0);
  if (socket >= 0) {
    libc.setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, enabled, 4);
  }
  return socket;
}

/**
 * Begins to connect a socket. Returns the number of an error, 0 if there is none so far: it is connected, or has
 * failed, once it can be written.
 */
export function beginConnect(
  libc: Libc,
  socket: number,
  address: Uint8Array<ArrayBuffer>,
): number {
  if (libc.connect(socket, address, address.length) === 0) return 0;
  const errno = readErrno(libc);
  return errno === EINPROGRESS ? 0 : errno;
}

/** Returns the number of the error of a socket, and clears it; 0 for none. */
export function takeSocketError(libc: Libc, socket: number): number {
  const [error, size] = [new Int32Array(1), new Uint32Array([4])];
  libc.getsockopt(socket, SOL_SOCKET, SO_ERROR, error, size);
  return error[0] ?? 0;
}

/** Sends what the socket takes of some bytes; below 0 if it takes none for now, or no longer. */
export function sendSome(
  libc: Libc,
  socket: number,
  bytes: Uint8Array<ArrayBuffer>,
): number {
  return libc.send(socket, bytes, BigInt(bytes.length), MSG_NOSIGNAL);
}

/** Receives what is there; 0 at the end, below 0 if there is nothing for now, or no longer. */
export function receiveSome(
  libc: Libc,
  socket: number,
  room: Uint8Array<ArrayBuffer>,
): number {
  return libc.recv(socket, room, BigInt(room.length), 0);
}
