/**
 * The Worker's entry: it hands each request to the Host and the answer back. What
 * fails without a request ends the Worker with one line.
 */
/// <reference lib="deno.worker" />
import { SensorError } from "../sensor/errors.ts";
import { Host } from "./host.ts";
import type { Ack, Message, Refusal, Request } from "./protocol.ts";

const host = new Host((batch) => say({ type: "batch", batch }), (error) => {
  say({ type: "failed", refusal: refusal(error) });
});

self.onmessage = async ({ data }: MessageEvent<Request | Ack>) => {
  if ("acknowledged" in data) return host.acknowledge(data.acknowledged);
  try {
    say({ type: "answer", id: data.id, value: await host.answer(data) });
  } catch (error) {
    say({ type: "refusal", id: data.id, refusal: refusal(error) });
  }
};

/** causeOf is an error as a cause: those can be sent between threads, unlike other things. */
function causeOf(error: unknown): Pick<Refusal, "cause"> {
  return error instanceof Error ? { cause: error } : {};
}

function say(message: Message): void {
  self.postMessage(message);
}

function refusal(error: unknown): Refusal {
  if (error instanceof SensorError) {
    const { code, message, remedy, log, cause } = error;
    return { code, message, remedy, log, ...causeOf(cause) };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: "fault", message, remedy: null, log: null, ...causeOf(error) };
}
