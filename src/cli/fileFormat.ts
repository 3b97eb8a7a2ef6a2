import { UsageError } from "./usageError.ts";

/** A format that a command writes: what a file of it may end in, and the option that asks for it. */
export interface FileFormat {
  readonly endings: readonly string[];
  readonly flag?: string;
}

/** What a file ends in, without its dot; nothing of a name like `results`, of `-` and of a device. */
const endingOf = (file: string): string => /[^/\\]\.([^./\\]+)$/.exec(file)?.[1]?.toLowerCase() ?? "";

/** What packed files end in. */
const packed = ["gz", "tgz", "bz2", "xz", "zst", "zip", "7z", "br"];

/**
 * The format that an option or the ending of the output file says; undefined where neither does. A file that ends otherwise than it is
 * written is refused, and one whose ending is none of these unless an option says what is in it.
 */
export function formatOf<Name extends string>(
  formats: { readonly [name in Name]: FileFormat },
  asked: Name | undefined,
  output: string | undefined,
): Name | undefined {
  const ending = output === undefined ? "" : endingOf(output);
  if (packed.includes(ending))
    throw new UsageError(`output: ${output} ends in .${ending}, and droplab packs nothing; leave that out, and pack the file afterwards`);
  const names = Object.keys(formats) as Name[];
  const named = names.find((name) => formats[name].endings.includes(ending));
  if (asked !== undefined && named !== undefined && named !== asked)
    throw new UsageError(
      `output: ${output} ends in .${ending}, but ${formats[asked].flag} writes ${formats[asked].endings.map((each) => `.${each}`).join(" or ")}; change one of them`,
    );
  if (asked === undefined && named === undefined && ending)
    throw new UsageError(
      `output: ${output}: .${ending} is no format of this command; let it end in ${names.flatMap((name) => formats[name].endings.map((each) => `.${each}`)).join(", ")}`,
    );
  return asked ?? named;
}
