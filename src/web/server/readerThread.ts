import type { MessagePort } from "node:worker_threads";
import { StoreError } from "#experiment";
import { answers } from "./answers.ts";
import type { ReaderReply, ReaderRequest } from "./reader.ts";
import { NotThereError, type Tools } from "./tools.ts";

/** Answers on a thread of its own, one question after the other; what it reads is as new as when the question came. */
export function answerOn(port: MessagePort, tools: Tools): void {
  let last = Promise.resolve();
  port.on("message", (request: ReaderRequest) => {
    last = last.then(async () => port.postMessage(await replyTo(request, tools)));
  });
}

async function replyTo({ key, question, asked }: ReaderRequest, tools: Tools): Promise<ReaderReply> {
  try {
    await tools.kept.refresh();
    const answer = answers[question] as (tools: Tools, asked: unknown) => unknown;
    return { key, answer: await answer(tools, asked) };
  } catch (error) {
    return { key, refusal: (error as Error).message, kind: kindOf(error) };
  }
}

const kindOf = (error: unknown): "not there" | "bad" | "store" | "fault" =>
  error instanceof NotThereError ? "not there" : error instanceof RangeError ? "bad" : error instanceof StoreError ? "store" : "fault";

export { KeptReader } from "./keptReader.ts";
