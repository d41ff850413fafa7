/**
 * `deno task fuzz [--minutes N] [--only SUBJECT] [--seed S [--path P]]` goes on for N minutes, one
 * if not said, with fresh seeds. What fails is printed with the words that make it fail again, and
 * the status is 1.
 */
import { parseArgs } from "node:util";
import { fuzz } from "./rounds.ts";
import { SUBJECTS } from "./subjects.ts";

const { values } = parseArgs({
  args: Deno.args,
  options: {
    minutes: { type: "string", default: "1" },
    only: { type: "string" },
    seed: { type: "string" },
    path: { type: "string" },
  },
});
const { minutes, only = null, seed, path = null } = values;
const known = SUBJECTS.map(({ name }) => name);

if (only !== null && !known.includes(only)) {
  console.error(`Cannot fuzz "${only}": there are ${known.join(", ")}`);
  Deno.exit(2);
}
if (!(Number(minutes) >= 0) || !Number.isFinite(Number(seed ?? 0))) {
  console.error("Cannot fuzz: minutes and seed are numbers");
  Deno.exit(2);
}
const wanted = {
  minutes: Number(minutes),
  only,
  seed: seed === undefined ? null : Number(seed),
  path,
};
Deno.exit(fuzz(SUBJECTS, wanted, console.log));
