/** Pages: the server of the dashboard, and the thread that answers it; loaded when they are needed, as what they draw with loads slowly. */
export type { FormField } from "./api/shapes.ts";
export type { Dashboard } from "./server/serve.ts";
export const loadServer = () => import("./server/serve.ts");
export const loadReader = () => import("./server/readerThread.ts");
export type { FormValues, Steering } from "./server/steering.ts";
