import { expect, test } from "vitest";
import { plainNumbers } from "../../../src/ingest/source/plain_numbers.ts";

test.each([
  "0",
  "-0",
  "1,2,3",
  " 1 ,\n\t2.50,\r\n-3.125 ",
  "0.1,0.2,0.30000000000000004",
  "123456789012345,1234567890123456,12345678901234567890",
  "0.000001,0.0000000000000000001",
  "9007199254740993.5,179769313486231570000000000000000000000",
  "4.35,2.675,1.005,0.845,1234.56789",
])("plainNumbers() reads %j as JSON.parse() does", (text) => {
  expect(plainNumbers(text)).toEqual(JSON.parse(`[${text}]`));
});

test("plainNumbers() reads decimals to the last bit", () => {
  const texts = Array.from(
    { length: 20_000 },
    (_, i) => String(((i * 2654435761) % 1e9) / 10 ** (i % 15)),
  ).filter((text) => !text.includes("e"));
  expect(plainNumbers(texts.join())).toEqual(texts.map(Number));
});

test.each([
  "",
  ",",
  "1,",
  ",1",
  "01",
  "-",
  "+1",
  ".5",
  "5.",
  "1.e5",
  "1e5",
  "1 2",
  "1,null",
  '"1"',
  "[1]",
  "NaN",
  "1,é",
  "1\u00a0",
  "0x1",
])("plainNumbers() leaves %j to others", (text) => {
  expect(plainNumbers(text)).toBeNull();
});
