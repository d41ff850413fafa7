import assert from "node:assert/strict";
import { Failure, STATUS } from "../../repl/status.ts";
import { describe, faultText } from "../../repl/failures.ts";
import { SensorError } from "../../sensor/errors.ts";
import { RecordingError } from "../../sensor/recordings/recording.ts";

Deno.test("describe gives each foreseen end its status and one harmless line", () => {
  const cases = [
    [new Failure(STATUS.usage, "Say what to watch"), 2, "Say what to watch"],
    [new RecordingError('Cannot read "a\nb"'), 1, 'Cannot read "a\\nb"'],
    [new SensorError("target", "Cannot attach to 1"), 1, "Cannot attach to 1"],
    [new SensorError("command", "Cannot start \x1b[2J"), 1, "Cannot start \\x1b[2J"],
    [new SensorError("kernel", "No BTF", { remedy: "Use another" }), 3, "No BTF (Use another)"],
    [new SensorError("privilege", "Not root"), 3, "Not root"],
  ] as const;
  for (const [error, status, message] of cases) {
    assert.deepEqual(describe(error), { status, message });
  }
});

Deno.test("describe leaves our own faults to the last catch, which asks for a report", () => {
  for (const error of [new TypeError("x is\nundefined"), new SensorError("fault", "odd"), "odd"]) {
    assert.equal(describe(error), null);
    const text = faultText(error);
    assert.match(text, /^Cannot go on, through a fault of its own: .*; please report it .*\n$/);
  }
});
