/**
 * Where comments go. A comment on the line of what it follows stays behind that; one on a line of
 * its own stays before what follows; one with something behind it on its line stays beside that.
 *
 *     openat { // behind the brace
 *         // before the condition
 *         ret >= 0, // behind it
 *         /* beside it *\/ uid = 0,
 *         // at the end
 *     }
 */
import { aside, type Break, type Doc, HARD, hard, indent } from "./doc.ts";
import type { Comment, Gap } from "./gaps.ts";

/** Joint is what stands between two parts besides comments. */
export interface Joint {
  readonly separator: string;
  readonly line: Break;
  /** blanks tells whether an empty line of the source is kept. */
  readonly blanks: boolean;
}

/** between writes what stands between two parts. With `apart` there is an empty line. */
export function between(gap: Gap, { separator, line, blanks }: Joint, apart = false): Doc {
  const { near, behind, before } = divide(gap);
  const empty = [...before, gap].some((one) => one.blank);
  const blank = (apart && !empty) || (blanks && (before[0] ?? gap).blank);
  return [
    // Where the line ends without one, the next reading cannot tell what stood ahead of a separator.
    separator === "" && line.flat === null ? trailing(near) : [written(near), separator],
    trailing(behind),
    ahead(before, gap, behind.length > 0 ? hard(line, blank) : { ...line, blank }, blanks),
  ];
}

/** opening writes what stands behind an opening bracket and before the first part. */
export function opening(gap: Gap, line: Break): Doc {
  const run = runOf(gap);
  const behind = run < gap.comments.length || endsLine(gap) ? gap.comments.slice(0, run) : [];
  const before = gap.comments.slice(behind.length);
  return [trailing(behind), ahead(before, gap, behind.length > 0 ? hard(line) : line, true)];
}

/** ending writes what stands behind the last part; `last` is what ends that. */
export function ending(gap: Gap, last: Doc): Doc {
  const run = gap.comments.slice(0, runOf(gap));
  const near = run.filter((comment) => !comment.line);
  const before = gap.comments.slice(run.length);
  return [written(near), last, trailing(run.slice(near.length)), chain(before, HARD)];
}

/** closing is the break before a closing bracket. */
export function closing({ comments }: Gap, line: Break): Break {
  return comments.some((comment) => comment.line || comment.fresh) ? hard(line) : line;
}

/** alone writes what stands in brackets that hold nothing else, but for the last break. */
export function alone(gap: Gap, line: Break): Doc {
  const behind = closing(gap, line) === line ? 0 : runOf(gap);
  const before = gap.comments.slice(behind);
  return [
    trailing(gap.comments.slice(0, behind)),
    chain(before, before[0]?.fresh ? HARD : line, false),
  ];
}

/** heading writes the comments before the first part of a file. */
export function heading(gap: Gap): Doc {
  return lead(gap.comments, gap, true);
}

/** remains writes the comments of a file that holds nothing else. */
export function remains({ comments }: Gap): Doc {
  return chain(comments, "", false);
}

/** inside writes the comments of a gap where no line has to end. */
export function inside({ comments }: Gap): Doc {
  return comments.map(({ text, line }) => [text, line ? indent(HARD) : " "]);
}

/**
 * divide tells which comments of a gap belong to the part before, ahead of the separator (near) and
 * behind it, and which to the part that follows (before).
 */
function divide(gap: Gap): Record<"near" | "behind" | "before", readonly Comment[]> {
  const { comments } = gap;
  const run = runOf(gap);
  const ends = run < comments.length || endsLine(gap);
  const far = comments.findIndex((comment) => comment.line || comment.separated);
  // With the next part on the same line, only a separator tells what belongs to the part before.
  const near = !ends && !gap.separated ? 0 : Math.min(run, far < 0 ? run : far);
  const behind = ends ? run : near;
  return {
    near: comments.slice(0, near),
    behind: comments.slice(near, behind),
    before: comments.slice(behind),
  };
}

/** runOf is how many comments stand on the line of what is before the gap. */
function runOf({ comments }: Gap): number {
  const fresh = comments.findIndex((comment) => comment.fresh);
  return fresh < 0 ? comments.length : fresh;
}

function endsLine({ comments, fresh }: Gap): boolean {
  return fresh || comments.at(-1)?.line === true;
}

/** ahead writes a break and the comments before a part; those with a line of their own keep it. */
function ahead(comments: readonly Comment[], gap: Gap, line: Break, blanks: boolean): Doc {
  const own = comments.some((_, index) => isOwn(comments, index, gap));
  return [own ? hard(line) : line, lead(comments, gap, blanks)];
}

function lead(comments: readonly Comment[], gap: Gap, blanks: boolean): Doc {
  return comments.map(({ text }, index) => {
    const { blank } = comments[index + 1] ?? gap;
    return [text, isOwn(comments, index, gap) ? hard(HARD, blanks && blank) : " "];
  });
}

/** isOwn tells whether the line of a comment ends with it. */
function isOwn(comments: readonly Comment[], index: number, gap: Gap): boolean {
  return comments[index]?.line === true || (comments[index + 1] ?? gap).fresh;
}

/** chain writes comments before a bracket, on lines of their own where they were. */
function chain(comments: readonly Comment[], first: Doc, blanks = true): Doc {
  return comments.map(({ text, fresh, blank }, index) => {
    if (index > 0) return [fresh ? hard(HARD, blank) : " ", text];
    return [blanks && first === HARD ? hard(HARD, blank) : first, text];
  });
}

/** trailing writes comments that end a line; a step need not be broken up for them. */
function trailing(comments: readonly Comment[]): Doc {
  return comments.map(({ text }) => aside(` ${text}`));
}

function written(comments: readonly Comment[]): Doc {
  return comments.map(({ text }) => ` ${text}`);
}
