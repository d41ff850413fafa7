/**
 * Numbers as this machine's C headers give them, to hold the tables against. Without gcc the tests
 * that ask are skipped, except where CI=true: there a skip is a failure.
 */

/** noHeaders is true where there is no gcc to ask, and that is allowed. */
export const noHeaders = !findsCompiler() && Deno.env.get("CI") !== "true";

/** Settings are macros that a header is to find defined. */
type Settings = readonly string[];

/** thisArchitecture is this machine's, as the tables name it. */
export const thisArchitecture = Deno.build.arch;

function findsCompiler(): boolean {
  try {
    return new Deno.Command("gcc", { args: ["--version"], stdout: "null", stderr: "null" })
      .outputSync().success;
  } catch {
    return false;
  }
}

/** namesIn lists the macros with `prefix` that `header` defines under the given settings. */
export function namesIn(header: string, prefix: string, settings: Settings = []): string[] {
  const folder = Deno.makeTempDirSync();
  try {
    Deno.writeTextFileSync(`${folder}/a.c`, opening(header, settings));
    return run("gcc", ["-dM", "-E", `${folder}/a.c`]).split("\n").flatMap((line) => {
      const name = line.split(" ")[1] ?? "";
      return name.startsWith(prefix) ? [name] : [];
    });
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/**
 * numbersFrom returns what `header` defines of `names`; names that are no macros are left out, but
 * where all of them are those of an `enumeration`.
 */
export function numbersFrom(
  header: string,
  names: readonly string[],
  settings: Settings = [],
  enumeration = false,
): Map<string, bigint> {
  const folder = Deno.makeTempDirSync();
  try {
    const rows = names.map((name) => {
      const row = `  printf("${name} %lld\\n", (long long)(${name}));\n`;
      return enumeration ? row : `#ifdef ${name}\n${row}#endif\n`;
    });
    const source = `${opening(header, settings)}
int main(void) {
${rows.join("")}  return 0;
}
`;
    Deno.writeTextFileSync(`${folder}/a.c`, source);
    run("gcc", ["-w", "-o", `${folder}/a`, `${folder}/a.c`]);
    return new Map(
      run(`${folder}/a`, []).split("\n").filter(Boolean).map((line) => {
        const [name = "", value = ""] = line.split(" ");
        return [name, BigInt(value)];
      }),
    );
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

function opening(header: string, settings: Settings): string {
  const defines = settings.map((name) => `#define ${name}\n`).join("");
  // linux/stat.h keeps its names from programs that use glibc's.
  return `#include <stdio.h>\n#undef __GLIBC__\n${defines}#include <${header}>\n`;
}

function run(program: string, args: readonly string[]): string {
  const done = new Deno.Command(program, { args: [...args] }).outputSync();
  if (!done.success) throw new Error(new TextDecoder().decode(done.stderr));
  return new TextDecoder().decode(done.stdout);
}
