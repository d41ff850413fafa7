/**
 * What the language has and this compiler does not have yet. These values are refused as "not
 * supported yet" instead of unknown.
 *
 *     path "x" respond kill { ... }    "respond kill" is not supported yet
 */

/** LATER_RESPONSES are values of the option `respond`. */
export const LATER_RESPONSES: ReadonlySet<string> = new Set(["stop", "kill", "deny"]);
