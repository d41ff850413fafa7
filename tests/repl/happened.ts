/** What tests put into the buffer of a prompt's session. */
import { kindId } from "../../compiler/kinds/kinds.ts";
import { RecordBuilder } from "../../engine/builder.ts";
import { PHASE } from "../../engine/layout.ts";
import { UNKNOWN } from "../../engine/state.ts";
import type { Prompt } from "./fixture.ts";

/** happened attaches to process 42 and has it open each of the paths, one a millisecond. */
export async function happened(
  prompt: Prompt,
  paths: readonly string[],
  flags = 0,
): Promise<void> {
  await prompt.type("attach 42");
  for (const path of paths) {
    const { buffer } = prompt.session;
    buffer?.add(
      new RecordBuilder().begin(kindId("openat") ?? 0, PHASE.whole).time((buffer.next + 1) * 1e6)
        .header("pid", 42).header("tid", 42).header("root", 42).birth(1, 1)
        .result(3).text(0, path).number(1, flags).end(),
      UNKNOWN,
    );
  }
}
