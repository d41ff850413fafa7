/** What can stand at the cursor of the prompt: words of commands, or of the policy language. */
import { type Proposals, proposals } from "../compiler/proposals.ts";
import { commandAt, complete } from "./app.ts";
import type { Completion as Word } from "./context.ts";
import { isPolicyText, type PromptBase } from "./evaluate.ts";
import { stepAt } from "./questions/step.ts";
import { currentStatement } from "./statements.ts";
import type { Candidate, Completion } from "./terminal/terminal.ts";
import { partialWords, quoteWord } from "./words.ts";

/** completion proposes how `text`, up to the cursor, can go on. */
export async function completion(text: string, base: PromptBase): Promise<Completion | null> {
  const start = currentStatement(text, isPolicyText);
  const found = await completionOf(text.slice(start), base);
  return found === null ? null : { ...found, from: found.from + start };
}

async function completionOf(text: string, base: PromptBase): Promise<Completion | null> {
  if (isPolicyText(text)) return policyCompletion(text, base);
  const step = stepAt(text);
  if (step >= 0 && commandAt("prompt", text.trimStart().split(/\s/)[0] ?? "")?.takesStep === true) {
    const found = policyCompletion(text.slice(step), base);
    return found === null ? null : { ...found, from: found.from + step };
  }
  const { words, from } = partialWords(text);
  const found = await complete("prompt", words, base);
  const candidates = found.length > 0 ? found : await processesNamed(words, base);
  return candidates.length === 0 ? null : { from, candidates: candidates.map(candidate) };
}

/**
 * processesNamed finds processes by a part of their command lines: who completes `attach nginx`
 * knows the name, and wants the pid.
 */
async function processesNamed(
  words: readonly string[],
  base: PromptBase,
): Promise<readonly Word[]> {
  const part = words.at(-1) ?? "";
  if (words.length < 2 || /^(?:\d+$|[#-]|$)/.test(part)) return [];
  const all = await complete("prompt", [...words.slice(0, -1), ""], base);
  return all.filter(({ word, brief }) => /^\d+$/.test(word) && brief.includes(part));
}

function candidate({ word, brief }: Word): Candidate {
  const text = quoteWord(word);
  return {
    text,
    ...(brief === "" ? {} : { brief }),
    // In a folder there is something to choose.
    ...(word.endsWith("/") ? { after: "" } : {}),
  };
}

function policyCompletion(text: string, { shell }: PromptBase): Completion | null {
  const found: Proposals | null = proposals(text, shell.policies.definitions);
  if (found === null || found.proposals.length === 0) return null;
  const candidates = found.proposals.map((one) =>
    one.text.startsWith("@") ? { ...one, after: '("' } : one
  );
  return { from: found.from, candidates };
}
