/** The rows of the command table, in the order in which help lists them. */
import type { Row } from "../command.ts";
import { ast } from "./ast.ts";
import { attach } from "./attach.ts";
import { check } from "./check.ts";
import { complete, completions } from "./completions.ts";
import { demo } from "./demo.ts";
import { detach } from "./detach.ts";
import { disable } from "./disable.ts";
import { doctor } from "./doctor.ts";
import { drop } from "./drop.ts";
import { edit } from "./edit.ts";
import { enable } from "./enable.ts";
import { events } from "./events.ts";
import { exit } from "./exit.ts";
import { explain } from "./explain.ts";
import { fmt } from "./fmt.ts";
import { fsm } from "./fsm.ts";
import { help } from "./help.ts";
import { launch } from "./launch.ts";
import { last } from "./last.ts";
import { lets } from "./let.ts";
import { load } from "./load.ts";
import { matches } from "./matches.ts";
import { policies } from "./policies.ts";
import { ps } from "./ps.ts";
import { record } from "./record.ts";
import { recordHere } from "./record_here.ts";
import { replay } from "./replay.ts";
import { run } from "./run.ts";
import { save } from "./save.ts";
import { session } from "./session.ts";
import { set } from "./set.ts";
import { show } from "./show.ts";
import { source } from "./source.ts";
import { state } from "./state.ts";
import { targets } from "./targets.ts";
import { test } from "./test.ts";
import { tokens } from "./tokens.ts";
import { tour } from "./tour.ts";
import { trace } from "./trace.ts";
import { undo } from "./undo.ts";
import { wait } from "./wait.ts";
import { why } from "./why.ts";
import { watch } from "./watch.ts";

/** COMMANDS is the command table: the only list of commands. */
export const COMMANDS: readonly Row[] = [
  demo,
  run,
  ps,
  attach,
  launch,
  detach,
  targets,
  load,
  save,
  edit,
  drop,
  disable,
  enable,
  undo,
  lets,
  policies,
  show,
  state,
  watch,
  matches,
  explain,
  why,
  events,
  wait,
  set,
  last,
  session,
  source,
  replay,
  test,
  record,
  recordHere,
  trace,
  check,
  fmt,
  fsm,
  tokens,
  ast,
  doctor,
  completions,
  complete,
  tour,
  help,
  exit,
];
