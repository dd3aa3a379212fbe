/** Serialises Redis commands. */
const encoder = new TextEncoder();

/** Returns a command in RESP2: an array of bulk strings. */
export function toCommand(
  parts: readonly (string | Uint8Array)[],
): Uint8Array {
  const pieces = [encoder.encode(`*${parts.length}\r\n`)];
  for (const part of parts) {
    const bytes = typeof part === "string" ? encoder.encode(part) : part;
    pieces.push(
      encoder.encode(`$${bytes.length}\r\n`),
      new Uint8Array(bytes),
      encoder.encode("\r\n"),
    );
  }
  const command = new Uint8Array(
    pieces.reduce((sum, { length }) => sum + length, 0),
  );
  let at = 0;
  for (const piece of pieces) {
    command.set(piece, at);
    at += piece.length;
  }
  return command;
}

/**
 * Returns the cluster slot of a key: CRC16 (XMODEM) modulo 16384 (Redis cluster specification); keys here have no
 * hash tags.
 */
export function toSlot(key: string): number {
  return crc16(encoder.encode(key)) % 16_384;
}

/** Returns the CRC16/XMODEM: polynomial 0x1021, initial value 0 (Redis cluster specification, appendix A). */
export function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) {
      crc = ((crc << 1) ^ (crc & 0x8000 ? 0x1021 : 0)) & 0xffff;
    }
  }
  return crc;
}
