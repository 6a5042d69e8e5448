import type { AlarmRow } from "./alarm-row.ts";
import { apiAlarms } from "./rows/api-alarms.ts";
import { functionAlarms } from "./rows/function-alarms.ts";
import { keyAlarms } from "./rows/key-alarms.ts";
import { laneAlarms } from "./rows/lane-alarms.ts";
import { noticeAlarms } from "./rows/notice-alarms.ts";
import { queueAlarms } from "./rows/queue-alarms.ts";
import { tableAlarms } from "./rows/table-alarms.ts";
import type { Watched } from "./watched.ts";

/** Every alarm that the setting `alarms` asks for. */
export function alarmRows(watched: Watched): readonly AlarmRow[] {
  const { alarms } = watched.settings;
  if (alarms === "none") return [];
  const rows = [
    ...noticeAlarms(watched),
    ...queueAlarms(watched),
    ...laneAlarms(watched),
    ...functionAlarms(watched),
    ...apiAlarms(watched),
    ...tableAlarms(watched),
    ...keyAlarms(watched),
  ];
  return alarms === "all" ? rows : rows.filter(({ level }) => level === "essential");
}
