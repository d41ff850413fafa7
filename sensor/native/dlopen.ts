import { SensorError, type SensorErrorCode } from "../errors.ts";

/** Opened is a shared library with the path it was found at. */
export interface Opened<S extends Deno.ForeignLibraryInterface> {
  readonly path: string;
  readonly library: Deno.DynamicLibrary<S>;
}

/**
 * openFirst opens the first of `paths` that is there. The paths are absolute because a permission
 * for one path (`--allow-ffi=PATH`) covers only a library that is opened by that very path.
 */
export function openFirst<S extends Deno.ForeignLibraryInterface>(
  paths: readonly string[],
  symbols: S,
  failure: {
    readonly code: SensorErrorCode;
    readonly message: string;
    readonly remedy: string | null;
  },
): Opened<S> {
  const causes: unknown[] = [];
  for (const path of paths) {
    try {
      return { path, library: Deno.dlopen(path, symbols) };
    } catch (error) {
      if (error instanceof Deno.errors.NotCapable) {
        throw new SensorError("privilege", `${failure.message}: Deno may not call it`, {
          remedy: "Run with --allow-ffi, or with the permission set of deno.json (-P=exeray)",
          cause: error,
        });
      }
      causes.push(error);
    }
  }
  const tried = paths.join(", ");
  throw new SensorError(failure.code, `${failure.message}: it is at none of ${tried}`, {
    remedy: failure.remedy,
    cause: causes,
  });
}
