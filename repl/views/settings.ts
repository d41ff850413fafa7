import { NAMES, rowOf, type SettingName, type Settings, written } from "../settings.ts";
import type { Screen } from "./screen.ts";
import { table } from "./table.ts";

/** settingTable shows settings with their values and what they do; a changed value stands out. */
export function settingTable(
  settings: Settings,
  screen: Screen,
  names: readonly SettingName[] = NAMES,
): string[] {
  const columns = [
    { title: "setting" },
    { title: "value" },
    { title: "what it does" },
  ];
  const rows = names.map((name) => {
    const row = rowOf(name);
    const value = written(settings, name);
    const changed = settings[name] !== row.initial;
    return [
      screen.palette("key", name),
      changed ? screen.palette("current", value) : value,
      `${row.doc} (${row.values.map(named).join(", ")})`,
    ];
  });
  return table(columns, rows, screen);
}

/** named: of a number any other could stand there. */
function named(value: string): string {
  return /^\d/.test(value) ? "a number" : value;
}
