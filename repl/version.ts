import config from "../deno.json" with { type: "json" };

/** VERSION is the project's version. */
export const VERSION: string = config.version;
