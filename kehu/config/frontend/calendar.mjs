// What the calendar page loads: window.FullCalendar.Calendar with our views, one theme and two locales.
import "temporal-polyfill/global";
import "fullcalendar/skeleton.css";
import "fullcalendar/themes/classic/theme.css";
import "fullcalendar/themes/classic/palette.css";
import { Calendar as Base } from "fullcalendar";
import dayGrid from "fullcalendar/daygrid";
import interaction from "fullcalendar/interaction";
import list from "fullcalendar/list";
import simplified from "fullcalendar/locales/zh-cn";
import traditional from "fullcalendar/locales/zh-tw";
import theme from "fullcalendar/themes/classic";
import timeGrid from "fullcalendar/timegrid";

export const locales = [simplified, traditional];
export const plugins = [dayGrid, timeGrid, list, interaction, theme];

export class Calendar extends Base {
  constructor(element, options = {}) {
    super(element, { locales, ...options, plugins: [...plugins, ...(options.plugins || [])] });
  }
}
