export * from "./protocol.ts";
export { ExampleOrder, Trainer } from "./trainer.ts";
