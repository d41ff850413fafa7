/** Who is talked to. */
import assert from "node:assert/strict";
import { judge, live, program } from "./harness.ts";

/** PORT and those behind it are nobody's: below the range that the kernel chooses from. */
const PORT = 20_650 + Deno.pid % 1000 * 3;

live("an address is found when it is passed without a family, as the kernel takes it", async () => {
  const judged = await judge(
    `path "sent" { sendto { ip = "127.0.0.1", port = ${PORT} } }
     path "bound" { bind { ip = "0.0.0.0", port = ${PORT + 1}, family = AF_INET } }`,
    [program("sends"), `${PORT}`],
  );
  assert.equal(judged.said, "plain\nmessage\nsecond\n");
  assert.deepEqual(judged.calls("sent"), ["sendto", "sendmsg"]);
  assert.deepEqual(judged.calls("bound"), ["bind"]);
});

live("of several messages in one call the first is found, and that there are more", async () => {
  const judged = await judge(
    `path "second" { sendto { content contains "second" } }
     path "several" { sendto { syscall = "sendmmsg", arg2 > 1, content startswith "decoy" } }`,
    [program("sends"), `${PORT}`],
  );
  assert.match(judged.said, /^second$/m);
  assert.deepEqual(judged.found("second"), []);
  assert.equal(judged.found("several").length, 1);
});

live("a connection that is made by sending is found as that, not as a connect", async () => {
  const judged = await judge(
    `path "connected" { connect {} }
     path "fast" { sendto { flags has MSG_FASTOPEN, ip = "127.0.0.1", port = ${PORT + 2} } }`,
    [program("sends"), `${PORT}`],
  );
  assert.deepEqual(judged.found("connected"), []);
  assert.equal(judged.found("fast").length, 1);
});
