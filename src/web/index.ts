/** Pages: the server of the dashboard. */
export type { FormField } from "./api/shapes.ts";
export { KeptReader } from "./server/keptReader.ts";
export { answerOn } from "./server/readerThread.ts";
export { type Dashboard, serveDashboard } from "./server/serve.ts";
export type { FormValues, Steering } from "./server/steering.ts";
