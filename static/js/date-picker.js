// Says under each date box what was understood, in the other calendar too. The box works without this.
const calendar = (name, options) => new Intl.DateTimeFormat(`${document.documentElement.lang}-u-ca-${name}`, { dateStyle: "long", timeZone: "UTC", ...options });
const latin = (text) => text.replace(/[۰-۹]/g, (d) => "۰۱۲۳۴۵۶۷۸۹".indexOf(d)).replace(/[٠-٩]/g, (d) => "٠١٢٣٤٥٦٧٨٩".indexOf(d));

function jalaliDay(year, month, day) {
  // The browser knows the calendar: look for the day near where it must be.
  const parts = new Intl.DateTimeFormat("en-u-ca-persian-nu-latn", { year: "numeric", month: "numeric", day: "numeric", timeZone: "UTC" });
  const start = Date.UTC(year + 621, 2, 18);
  const guess = (month - 1) * 31 - Math.max(0, month - 7) + day - 1;
  for (let shift = guess - 2; shift < guess + 6; shift += 1) {
    const date = new Date(start + shift * 86400000);
    const found = Object.fromEntries(parts.formatToParts(date).map((p) => [p.type, parseInt(p.value, 10)]));
    if (found.year === year && found.month === month && found.day === day) return date;
  }
  return null;
}

function understood(text) {
  const parts = latin(text).match(/^\s*(\d{4})[-/.\s](\d{1,2})[-/.\s](\d{1,2})\s*$/);
  if (!parts) return "";
  const [year, month, day] = parts.slice(1).map(Number);
  const date = year < 1700 ? jalaliDay(year, month, day) : new Date(Date.UTC(year, month - 1, day));
  if (!date || (year >= 1700 && date.getUTCDate() !== day)) return null;
  return `${calendar("persian").format(date)} = ${calendar("gregory").format(date)}`;
}

document.addEventListener("input", (event) => {
  if (!event.target.matches("input[data-date]")) return;
  const echo = event.target.closest(".date-box").querySelector(".date-understood");
  const words = understood(event.target.value);
  echo.textContent = words === null ? echo.dataset.wrong : words;
});
