/**
 * The parts of the language and of the prompt that `help` knows, a few lines each. docs/language.md
 * has all of it.
 */

/** Topic is an explanation, rows of word and meaning, and an example that compiles. */
export interface Topic {
  readonly text: string;
  readonly rows: readonly (readonly [word: string, meaning: string])[];
  /** example is policy text; or, in a topic of the prompt, absent. */
  readonly example?: string;
}

/** TOPIC_TEXTS are the topics by name. */
export const TOPIC_TEXTS: Readonly<Record<string, Topic>> = {
  statements: {
    text: "A policy is a sequence of steps; what matches none is skipped",
    rows: [
      ["KIND { conditions }", "waits for one event that fulfils all conditions"],
      ["STEP..", "one or more of it, until what follows matches"],
      ["STEP...", "zero or more of it"],
      ["STEP{n}", "exactly n of it"],
      ['block "NAME" { ... }', "a named group, reported with the match"],
      ['benign block "NAME" { ... }', "a run that completes it is dismissed"],
      ["STEP ? S1 : S2", "whichever comes first decides"],
      ["( S1 | S2 )", "alternatives"],
      ["without STEP", "ends the run if it comes before the next step"],
    ],
    example: 'path "p" { openat { pathname = "/etc/shadow" } write { len > 0 }.. execve {} }',
  },
  options: {
    text: "Options stand between a policy's name and its brace",
    rows: [
      [
        "by SUBJECT",
        "whose events form one sequence: thread process parent tree session container user host",
      ],
      ["within D", "first event to last, such as 250ms 30s 5m 2h 1d"],
      ["severity S", "info low medium high critical; medium where nothing is said"],
      ["cooldown D", "after a match further ones are counted, not reported"],
      ["until STEP", "an event that ends every run of a subject"],
    ],
    example:
      'path "p" by process within 5m severity high cooldown 1h { execve {} connect { port = 4444 } }',
  },
  operators: {
    text: "field OP value. A comma or a new line is an and that binds loosest",
    rows: [
      ["= == !=", "equal, not equal; strings byte for byte"],
      ["=~ !~", "a regular expression (RE2) is found, is not found"],
      ["< <= > >=", "numbers"],
      ["in, not in", 'one of a [list], of a $NAME, or of a network such as "10.0.0.0/8"'],
      ["has, any", "all of these bits are set, at least one is; has: a list has this element"],
      ["startswith endswith contains", "literal text; with ~ behind the word whatever the case"],
      ["glob", "* within a path component, ** across, ? one byte"],
      ["not, and, or", "bind in this order; parentheses group"],
    ],
    example:
      'path "p" { openat { pathname =~ "^/etc/" or pathname glob "/home/*/.ssh/*", ret >= 0 } }',
  },
  regex: {
    text:
      "=~ searches for a regular expression of RE2 anywhere in a text, in time linear in the text. " +
      "There are no back-references and no look-around",
    rows: [
      ['"\\.sh$"', "a backslash needs no second one"],
      ["/\\.sh$/i", "the same between slashes, with flags: i s m"],
      ["^ $", "begin and end of the text; without them it may stand anywhere"],
      [". [a-z] \\d \\w \\s \\b", "any byte, one of a class; \\b is the edge of a word"],
      ["* + ? {2,5}", "how often; ? behind it takes as little as possible"],
      ["(a|b) (?i)", "either; from here on whatever the case"],
    ],
    example: 'path "p" { execve { filename =~ "/(ba|da|z)?sh$" } }',
  },
  definitions: {
    text: "let gives a value or a condition a name, which conditions use as $NAME",
    rows: [
      ['let SHELLS = ["sh", "bash"]', "a list, used as comm in $SHELLS"],
      ["let root = { uid == 0 }", "a condition, used as execve { $root }"],
      ["$PRIVATE_NETS, $LOOPBACK", "are built in, for ip fields"],
    ],
    example: 'let SHELLS = ["sh", "bash"] path "p" { execve { comm in $SHELLS } }',
  },
  annotations: {
    text: "Annotations stand before path and are shown with each match; each can be repeated",
    rows: [
      ['@attack("T1003.008")', "the technique of ATT&CK"],
      ['@description("...")', "what the policy finds"],
      ['@reference("...")', "where to read on"],
      ['@author("..."), @tag("...")', "whoever wrote it, and a word to find it by"],
    ],
    example: '@attack("T1003.008") path "p" { openat { pathname = "/etc/shadow" } }',
  },
  by: {
    text: "by says whose events form one sequence. Other subjects' events do not disturb it",
    rows: [
      ["by tree", "what was attached and all that came from it; where nothing is said, this"],
      ["by process", "each process on its own"],
      ["by thread", "each thread on its own"],
      ["by parent", "a process and its children"],
      ["by session", "a login session"],
      ["by container", "a container"],
      ["by user", "a user, by the real user id"],
      ["by host", "everything that is watched"],
    ],
    example: 'path "p" by process { openat { pathname = "/etc/shadow" } connect {} }',
  },
  within: {
    text:
      "within D drops a run when it has not reached the end D after its first event; exactly D " +
      "still counts. Without it a run waits for as long as its subject lives. state and watch show " +
      "what is left",
    rows: [
      ["within 250ms", "units: ns us ms s m h d"],
      ["within 5m", "counted from the event that began the run, not from the latest one"],
    ],
    example: 'path "p" within 30s { openat { pathname = "/etc/shadow" } execve {} }',
  },
  until: {
    text: "until STEP ends every run of a policy and subject when an event matches STEP",
    rows: [["until STEP", "stands among the options, before the brace"]],
    example: 'path "p" until exit {} { openat { pathname = "/etc/shadow" } execve {} }',
  },
  without: {
    text:
      "without STEP stands between two steps. From the one before it until the one behind it comes, " +
      "an event that matches STEP ends the run",
    rows: [["without STEP", "several may stand in a row; each ends the run"]],
    example: 'path "p" { execve {} without exit {} connect { port = 4444 } }',
  },
  phases: {
    text:
      "A step is judged when its call is made, unless it asks for what only the return tells, such as " +
      "ret. help KIND says of each field when it is known",
    rows: [
      ["when called", "before the kernel has done anything; it may still fail"],
      ["on return", "ret, and what the kernel has filled in"],
    ],
    example: 'path "p" { openat { pathname = "/etc/shadow", ret >= 0 } }',
  },
  prompt: {
    text: "The prompt tells what it works on and what has happened since you looked, for example " +
      "exeray 3p 2t 1 match 52 lost>",
    rows: [
      ["3p", "3 policies are loaded and run: policies lists them"],
      ["2t", "2 targets are watched: targets lists them"],
      ["rec", "what is watched is written to a file: record tells where, record stop ends it"],
      ["1 match", "since matches, explain or watch was last typed"],
      ["52 lost", "events that were not seen since the last entry; policies may have missed some"],
      ["...>", "the policy goes on: it ends with its last brace. Ctrl-C cancels it"],
    ],
  },
  keys: {
    text: "An entry is one text, whatever its lines: recalled, searched and cancelled as one",
    rows: [
      [
        "Tab",
        "completes commands, names, pids, kinds, fields, operators, files; again: shows more",
      ],
      ["Up Down", "the lines of an entry, and behind its first and last one the other entries"],
      ["Ctrl-P Ctrl-N", "the entry before and the one behind, from any line"],
      ["Ctrl-R Ctrl-S", "searches the entries for what is typed, and back; Esc gives up"],
      ["Alt-Enter", "a new line where Enter would end the entry"],
      ["Ctrl-A Ctrl-E", "to the begin and the end of the line; Alt-B Alt-F by words"],
      ["Ctrl-W Ctrl-U Ctrl-K", "take out a word, the line before, the line behind; Ctrl-Y puts in"],
      ["Ctrl-_", "takes the last change back; Ctrl-T swaps two letters"],
      ["Ctrl-L", "clears the screen"],
      ["Ctrl-C", "cancels the entry, or the command that runs"],
      ["Ctrl-D", "leaves, on an empty entry"],
      ["Ctrl-Z", "stops the shell; fg goes on"],
    ],
  },
};
