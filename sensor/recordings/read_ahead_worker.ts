/** The Worker's entry of ReadAhead: it reads recordings one after the other and sends them on. */
/// <reference lib="deno.worker" />
import { BlockWriter } from "./blocks.ts";
import type { Order, Told } from "./read_ahead.ts";
import { openRecording, RecordingError } from "./recording.ts";

self.onmessage = async ({ data: { paths, shared } }: MessageEvent<Order>) => {
  const writer = new BlockWriter(shared, (block) => tell({ type: "block", block }));
  try {
    for (const path of paths) {
      await using recording = await openRecording(path);
      tell({ type: "header", header: recording.header });
      writer.read = 0;
      writer.lasting = recording.lasting;
      await recording.read((view) => writer.record(view), {
        onProblem: (problem) => writer.problem(problem),
        onRead: (bytes) => writer.read = bytes,
      });
      writer.flush();
      tell({ type: "end" });
    }
  } catch (error) {
    writer.flush();
    const message = error instanceof Error ? error.message : String(error);
    tell({ type: "failed", message, foreseen: error instanceof RecordingError });
  }
};

function tell(told: Told): void {
  self.postMessage(told);
}
