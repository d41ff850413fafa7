import { command } from "../command.ts";
import { visible } from "../views/escape.ts";

/**
 * SCRIPTS are what the shells need: each asks `exeray complete -- WORD...` for the ways to go on,
 * which answers with a line each, the word and what it is with a tab between.
 */
const SCRIPTS = {
  // Only a list of several shows what they are: what is behind the tab must not be inserted.
  bash: `_exeray() {
  local IFS=$'\\n' found one word width=0
  found=($(exeray complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
  COMPREPLY=()
  for one in "\${found[@]}"; do
    word="\${one%%$'\\t'*}"
    ((width = \${#word} > width ? \${#word} : width))
  done
  for one in "\${found[@]}"; do
    if [[ \${#found[@]} -gt 1 && $COMP_TYPE == 63 && $one == *$'\\t'?* ]]; then
      printf -v one "%-\${width}s  %s" "\${one%%$'\\t'*}" "\${one#*$'\\t'}"
      COMPREPLY+=("\${one:0:\${COLUMNS:-80}-2}")
    else
      COMPREPLY+=("\${one%%$'\\t'*}")
    fi
  done
  if [[ \${#found[@]} -eq 1 && \${COMPREPLY[0]} == */ ]]; then compopt -o nospace; fi
}
complete -o default -F _exeray exeray
`,
  zsh: `#compdef exeray
_exeray() {
  local -a found
  local word brief
  while IFS=$'\\t' read -r word brief; do
    found+=("\${word//:/\\\\:}:$brief")
  done < <(exeray complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( \${#found} )); then _describe exeray found; else _files; fi
}
compdef _exeray exeray
`,
  fish: `function __exeray_complete
  set -l words (commandline -opc) (commandline -ct)
  exeray complete -- $words[2..-1] 2>/dev/null
end
complete -c exeray -a '(__exeray_complete)'
`,
} as const;

type ShellName = keyof typeof SCRIPTS;
const SHELLS = Object.keys(SCRIPTS) as ShellName[];

/** completions prints the script that teaches a shell this command line. */
export const completions = command<Record<never, never>, [shell: ShellName]>("cli", {
  name: "completions",
  brief: "Print a completion script for bash, zsh or fish",
  examples: [[
    "completions bash > /etc/bash_completion.d/exeray",
    "for every bash that is started from then on",
  ]],
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [{
        brief: SHELLS.join(", "),
        placeholder: "shell",
        parse(word) {
          const shell = SHELLS.find((one) => one === word);
          if (shell === undefined) throw new Error(`it is one of ${SHELLS.join(", ")}`);
          return shell;
        },
        proposeCompletions: () => SHELLS,
      }],
    },
  },
  run({ out }, _flags, shell) {
    out.write(SCRIPTS[shell]);
  },
});

/** complete answers those scripts. */
export const complete = command<Record<never, never>>("cli", {
  name: "complete",
  brief: "List how a command line can go on",
  hidden: true,
  program: "behind --",
  parameters: {},
  async run({ command: words, out, table }) {
    for (const { word, brief } of await table.complete(words.length === 0 ? [""] : words)) {
      out.write(`${visible(word)}\t${visible(brief)}\n`);
    }
  },
});
