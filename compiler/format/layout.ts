/** The canonical layout: from a tree and the text that it was parsed from to a document. */
import type {
  Annotation,
  Block,
  Compare,
  Conditional,
  Conditions,
  Expression,
  FieldPath,
  File,
  Item,
  Junction,
  Let,
  Option,
  Policy,
  Repeat,
  Statement,
  Step,
  Symbols,
  Value,
} from "../ast.ts";
import type { Range } from "../source.ts";
import * as comments from "./comments.ts";
import { type Doc, EMPTY, group, indent, SPACE } from "./doc.ts";
import { Cursor } from "./gaps.ts";
import * as rules from "./rules.ts";

/** layOut makes the document of a file without faults. */
export function layOut(file: File, text: string): Doc {
  return new Layout(text).file(file);
}

/**
 * Layout walks over the tree in the order of the text, passing each token and each gap once; so no
 * comment is lost, and none is doubled.
 */
class Layout {
  readonly #cursor: Cursor;

  constructor(text: string) {
    this.#cursor = new Cursor(text);
  }

  file({ items }: File): Doc {
    const docs: Doc[] = [];
    let before: Item | undefined;
    for (const item of items) {
      const gap = this.#cursor.gap(";");
      const apart = before?.node === "policy" || item.node === "policy";
      docs.push(
        before === undefined ? comments.heading(gap) : comments.between(gap, rules.ITEMS, apart),
        this.#item(item),
      );
      before = item;
    }
    const gap = this.#cursor.gap(";");
    return [...docs, before === undefined ? comments.remains(gap) : comments.ending(gap, "")];
  }

  #item(item: Item): Doc {
    switch (item.node) {
      case "policy":
        return this.#policy(item);
      case "let":
        return this.#let(item);
      case "bad":
        return this.#leaf(item.at);
    }
  }

  #let({ name, value }: Let): Doc {
    const head = [this.#mark("let"), " ", this.#leaf(name.at), " ", this.#mark("="), " "];
    return [head, value.node === "conditions" ? this.#braced(value) : this.#value(value)];
  }

  #policy({ annotations, name, options, body }: Policy): Doc {
    const notes = annotations.map((annotation) => [
      this.#annotation(annotation),
      comments.between(this.#cursor.gap(), rules.ANNOTATIONS),
    ]);
    return [notes, this.#head(name.at, options), this.#enclosed(rules.BODY, body, this.#statement)];
  }

  #annotation({ name, value }: Annotation): Doc {
    const start = [this.#mark("@"), this.#leaf(name.at), this.#mark("(")];
    return [start, this.#leaf(value.at), this.#mark(")")];
  }

  /** #head writes everything before the brace: on one line, or each option on a line. */
  #head(name: Range, options: readonly Option[]): Doc {
    const start = [this.#mark("path"), " ", this.#leaf(name)];
    const passed = this.#cursor.comments;
    const parts = options.map((option) => ({
      rank: rules.ORDER.indexOf(option.key.text),
      doc: [comments.between(this.#cursor.gap(), rules.HEAD), this.#option(option)],
    }));
    const gap = this.#cursor.gap();
    // A comment may be about any of the options around it: then they stay as they are.
    if (passed === this.#cursor.comments && parts.every(({ rank }) => rank >= 0)) {
      parts.sort((a, b) => a.rank - b.rank);
    }
    const docs = parts.map(({ doc }) => doc);
    return group([start, indent([docs, comments.ending(gap, "")]), comments.closing(gap, SPACE)]);
  }

  #option({ key, value }: Option): Doc {
    const word = this.#leaf(key.at);
    if (value === null) return word;
    return [word, " ", value.node === "step" ? this.#step(value) : this.#leaf(value.at)];
  }

  // Statements

  #statement(statement: Statement): Doc {
    switch (statement.node) {
      case "step":
        return this.#step(statement);
      case "block":
        return this.#block(statement);
      case "conditional":
        return this.#conditional(statement);
      case "alternatives":
        return this.#enclosed(rules.ALTERNATIVES, statement.branches, this.#statement);
      case "unordered":
        return [
          this.#mark("all"),
          " ",
          this.#enclosed(rules.BODY, statement.body, this.#statement),
        ];
      case "without":
        return [this.#mark("without"), " ", this.#step(statement.step)];
      case "gap":
      case "bad":
        return this.#leaf(statement.at);
    }
  }

  #step({ kind, conditions, repeat, binding }: Step): Doc {
    const step = [this.#leaf(kind.at), " ", this.#braced(conditions)];
    const times = repeat === null ? "" : this.#repeat(repeat);
    return [step, times, binding ? [" ", this.#mark("as"), " ", this.#leaf(binding.at)] : ""];
  }

  #repeat({ times, at }: Repeat): Doc {
    if (typeof times === "string") return this.#leaf(at);
    return [this.#mark("{"), this.#leaf(times.at), this.#mark("}")];
  }

  #block({ benign, name, body }: Block): Doc {
    const word = benign ? [this.#mark("benign"), " "] : "";
    const head = [word, this.#mark("block"), " ", this.#leaf(name.at), " "];
    return [head, this.#enclosed(rules.BODY, body, this.#statement)];
  }

  /** A branch without brackets of its own is indented; one behind ":" that goes on is not. */
  #conditional({ test, then, otherwise }: Conditional): Doc {
    const docs = [this.#step(test), this.#branch("?", rules.THEN, then)];
    if (otherwise !== null) docs.push(this.#branch(":", rules.ELSE, otherwise));
    return docs;
  }

  #branch(mark: "?" | ":", joint: comments.Joint, branch: Statement): Doc {
    const doc = [comments.between(this.#cursor.gap(mark), joint), this.#statement(branch)];
    const closed = branch.node === "block" || branch.node === "alternatives" ||
      branch.node === "unordered" || (mark === ":" && branch.node === "conditional");
    return closed ? doc : indent(doc);
  }

  // Conditions

  #braced({ of }: Conditions): Doc {
    return this.#enclosed(rules.CONDITIONS, of, this.#expression);
  }

  #expression(expression: Expression): Doc {
    switch (expression.node) {
      case "and":
      case "or":
        return this.#junction(expression);
      case "not":
        return [this.#mark("not"), " ", this.#expression(expression.of)];
      case "conditions":
        return this.#enclosed(rules.GROUP, expression.of, this.#expression);
      case "compare":
        return this.#compare(expression);
      case "reference":
      case "bad":
        return this.#leaf(expression.at);
    }
  }

  #junction({ node, of }: Junction): Doc {
    const [first, ...rest] = of;
    if (first === undefined) return "";
    const docs = [this.#expression(first)];
    for (const one of rest) {
      const joint = comments.between(this.#cursor.gap(), rules.HEAD);
      docs.push([joint, this.#mark(node), " ", this.#expression(one)]);
    }
    return group(indent(docs));
  }

  #compare({ field, operator, value }: Compare): Doc {
    const left = [this.#field(field), " "];
    const sign = operator.name === "not in"
      ? [this.#mark("not"), " ", this.#mark("in")]
      : this.#leaf(operator.at);
    return [left, sign, " ", this.#value(value)];
  }

  #field({ names, index, at }: FieldPath): Doc {
    if (index === null) return this.#leaf(at);
    const path = this.#leaf({ start: at.start, end: names.at(-1)?.at.end ?? at.start });
    return [path, this.#mark("["), this.#leaf(index.at), this.#mark("]")];
  }

  #value(value: Value): Doc {
    switch (value.node) {
      case "list":
        return this.#enclosed(rules.LIST, value.items, this.#value);
      case "symbols":
        return this.#symbols(value);
      case "text":
      case "regex":
      case "numeral":
      case "field":
      case "reference":
        return this.#leaf(value.at);
    }
  }

  #symbols({ parts, at }: Symbols): Doc {
    const docs = parts.map((part, index) => {
      // The minus is a part of the first.
      if (index === 0) return this.#leaf({ start: at.start, end: part.at.end });
      return indent([EMPTY, this.#mark("|"), this.#leaf(part.at)]);
    });
    return docs.length === 1 ? docs : group(docs);
  }

  // Tokens

  #enclosed<T>(
    how: rules.Enclosure,
    parts: readonly T[],
    write: (this: Layout, part: T) => Doc,
  ): Doc {
    const open = this.#mark(how.open);
    let gap = this.#cursor.gap(how.skipped);
    if (parts.length === 0) {
      const close = this.#mark(how.close);
      if (gap.comments.length === 0) return [open, close];
      return group([
        open,
        indent(comments.alone(gap, how.edge)),
        comments.closing(gap, how.edge),
        close,
      ]);
    }
    const docs: Doc[] = [];
    parts.forEach((part, index) => {
      docs.push(
        index === 0 ? comments.opening(gap, how.edge) : comments.between(gap, how),
        write.call(this, part),
      );
      gap = this.#cursor.gap(how.skipped);
    });
    docs.push(comments.ending(gap, how.last));
    return group([open, indent(docs), comments.closing(gap, how.edge), this.#mark(how.close)]);
  }

  #mark(word: string): Doc {
    return [comments.inside(this.#cursor.gap()), this.#cursor.mark(word)];
  }

  #leaf(at: Range): Doc {
    return [comments.inside(this.#cursor.gap()), this.#cursor.leaf(at)];
  }
}
