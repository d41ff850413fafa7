import assert from "node:assert/strict";
import { containerOf } from "../../../sensor/processes/containers.ts";

const ID = "0123456789abcdef".repeat(4);
const OTHER = "fedcba9876543210".repeat(4);

const CASES: readonly (readonly [groups: string, id: string])[] = [
  ["", ""],
  ["0::/\n", ""],
  ["0::/user.slice/user-0.slice/session-1.scope\n", ""],
  [`12:pids:/docker/${ID}\n0::/\n`, ID],
  [`0::/system.slice/docker-${ID}.scope\n`, ID],
  [`0::/machine.slice/libpod-${ID}.scope/container\n`, ID],
  [`0::/kubepods/burstable/pod6d1c/${ID}\n`, ID],
  [`0::/kubepods.slice/kubepods-pod6d1c.slice/cri-containerd-${ID}.scope\n`, ID],
  [`0::/kubepods.slice/crio-${ID}.scope\n`, ID],
  [`0::/system.slice/docker-${OTHER}.scope/docker/${ID}/init\n`, ID],
  [
    "4:memory:/ecs/task/0123456789abcdef0123456789abcdef-1234567890\n",
    "0123456789abcdef0123456789abcdef-1234567890",
  ],
  ["0::/lxc.payload.web-1/system.slice/cron.service\n", "web-1"],
  ["9:cpu:/lxc/web-1\n", "web-1"],
  [`0::/machine.slice/libpod-conmon-${ID}.scope\n`, ""],
  ["0::/machine.slice/machine-qemu\\x2d1\\x2dvm.scope\n", ""],
  ["0::/machine.slice/machine-web.scope\n", "web"],
  [`0::/docker/${ID.slice(1)}\n`, ""],
  [`0::/docker/${ID}0\n`, ""],
  [`1:name=a:b:/docker/${ID}\n`, ""],
  [`no line at all /docker/${ID}`, ""],
];

for (const [groups, id] of CASES) {
  Deno.test(
    `containerOf finds ${id === "" ? "no container" : id.slice(0, 12)} when it reads ${
      JSON.stringify(groups.slice(0, 60))
    }`,
    () => assert.equal(containerOf(groups), id),
  );
}
