import { createRequire } from "node:module";
import type { WriteStream } from "node:tty";
import type { createLogUpdate } from "log-update";
import { isDrawable } from "./output.ts";

const require = createRequire(import.meta.url);

/** Lines that are drawn over, on a terminal that can; what draws them is loaded only there, as most commands have none. */
export const liveLines = (stream: WriteStream): ReturnType<typeof createLogUpdate> | undefined =>
  isDrawable(stream) ? (require("log-update") as typeof import("log-update")).createLogUpdate(stream) : undefined;
