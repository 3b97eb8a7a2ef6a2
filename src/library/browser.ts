/**
 * The library for pages and their Workers: `import { … } from "droplab/browser"`. Without what needs files or threads of Node; its kernels
 * come with it. docs/library.md shows it at work.
 */

export { type DeviceName, deviceNames, openDevice } from "#devices/browser";
export { Learner, type LearnerOptions, type LoadOptions } from "./browser/learner.ts";
export { tableOf } from "./browser/tableOf.ts";
export * from "./everywhere.ts";
