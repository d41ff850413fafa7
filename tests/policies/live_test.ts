/** The policies of the pack, all loaded, against what their own scripts do on a real kernel. */
import assert from "node:assert/strict";
import { live } from "../live/harness.ts";
import { matched, NAMES, PACK } from "./pack.ts";

for (const name of NAMES) {
  live(`policy ${name} matches live what provokes it, and no other policy does`, async () => {
    assert.deepEqual(await matched(["sh", `${PACK}/${name}/provoke.sh`]), [name]);
  });
  live(`policy ${name} and the others let what is honest pass, live`, async () => {
    assert.deepEqual(await matched(["sh", `${PACK}/${name}/honest.sh`]), []);
  });
}

live("the scripts of the policies leave nothing where a real file would be", () => {
  for (const path of ["/etc/cron.d/exeray", "/etc/systemd/system/exeray.service", "/mnt/.ssh"]) {
    assert.throws(() => Deno.statSync(path), Deno.errors.NotFound, path);
  }
});
