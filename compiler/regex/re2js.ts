/**
 * The library that parses regular expressions, by its whole name: a script in another folder, where
 * this project's import map does not hold, imports mod.ts and with it this file.
 */
export { RE2JS, RE2JSException, RE2JSSyntaxException, RE2Set } from "npm:re2js@2.10.0";
