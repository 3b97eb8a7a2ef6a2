import fc from "fast-check";
import { expect, test } from "vitest";
import { filled, inParts, PART } from "#experiment";

const bits = ({ buffer, byteOffset, length }: Float32Array) => [...new Uint32Array(buffer, byteOffset, length)];
const numbers = fc.float32Array({ noNaN: false, maxLength: 40 });

test("numbers in parts come together again, bit for bit, wherever they were cut", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(numbers, { maxLength: 6 }), fc.nat(60), async (parts, wanted) => {
      const all = Float32Array.from(parts.flatMap((part) => [...part]));
      const whole = await filled(parts, new Float32Array(0));
      expect(bits(whole)).toEqual(parts.flatMap(bits));
      const first = new Float32Array(Math.min(wanted, all.length));
      const rest = await filled(parts, first);
      expect([...bits(first), ...bits(rest)]).toEqual(parts.flatMap(bits));
    }),
  );
});

test("parts are views of at most PART numbers", () => {
  const long = new Float32Array(PART + 5);
  const parts = [...inParts(long)];
  expect(parts.map(({ length }) => length)).toEqual([PART, 5]);
  expect(parts.every(({ buffer }) => buffer === long.buffer)).toBe(true);
  expect([...inParts(new Float32Array(0))]).toEqual([]);
});
