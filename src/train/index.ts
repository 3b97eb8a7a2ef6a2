/** One trial: train, evaluate, choose. */
export { ExampleOrder } from "./exampleOrder.ts";
export { type Protocol, type ProtocolName, protocolNames, protocols } from "./protocol.ts";
export { type Counts, Trainer, type TrainerOptions } from "./trainer.ts";
export { type Evaluation, type Progress, runTrial, type TrialConfig, type TrialResult } from "./trial.ts";
