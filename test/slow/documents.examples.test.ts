import { expect, test } from "vitest";
import { examples, expectPrinted, isLong, output } from "../documentPrograms.ts";

const long = examples.filter(isLong);

test.each(long)("%s prints what its page says", async (file, text) => expectPrinted(await output(file), text));

test("four of the examples train for long", () => expect(long.length).toBe(4));
