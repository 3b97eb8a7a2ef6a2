import { when } from "./format.ts";
import { now } from "./now.ts";

/** `26 min ago`, as long as it is shown. */
export const Ago = ({ iso }: { readonly iso: string }) => <>{when(iso, now.value)}</>;
