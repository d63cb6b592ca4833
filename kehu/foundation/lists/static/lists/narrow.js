// On the screen of a phone every list is shown as cards, unless its link asks for another layout. The server is told by a
// cookie, so that the next list comes right at once.

const narrow = matchMedia("(max-width: 599.98px)");
const known = () => document.cookie.split("; ").includes("kehu_narrow=1");

function tell() {
  if (narrow.matches === known()) return;
  document.cookie = `kehu_narrow=${narrow.matches ? 1 : 0}; path=/; max-age=31536000; samesite=lax`;
  if (!new URLSearchParams(location.search).get("layout")) document.body.dispatchEvent(new CustomEvent("list-address", { detail: { address: location.href } }));
}

narrow.addEventListener("change", tell);
addEventListener("DOMContentLoaded", tell);
if (document.readyState !== "loading") setTimeout(tell);
